import { renameSync, statSync } from 'node:fs';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type Logger } from '@temporalio/worker';
import { pino, stdSerializers, type Logger as Log } from 'pino';

/**
 * The log of a process, one JSON line for each entry: on stderr, or in a file that begins anew (the one before is
 * kept as .1) so that a terminal stays readable. A log that cannot be written (a full disk, a terminal that has gone)
 * loses lines and ends nothing: it goes on with the next line that can be.
 */
export function makeLog(level: string, file: string | null): Log {
  const destination = destinationOf(file);
  destination.on('error', () => undefined);
  return pino({ level, serializers: { error: stdSerializers.err } }, destination);
}

function destinationOf(file: string | null): ReturnType<typeof pino.destination> {
  const stderr = { dest: 2, sync: true };
  if (file === null) return pino.destination(stderr);
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) renameSync(file, `${file}.1`);
    return pino.destination({ dest: file, sync: true, mkdir: true });
  } catch {
    return pino.destination(stderr);
  }
}

const LOG_LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own messages in our log: its warnings and errors, and what activities say. */
export const temporalLogger = (log: Log): Logger =>
  new DefaultLogger('WARN', ({ level, message, meta }) => {
    log[LOG_LEVELS[level]](meta ?? {}, message);
  });

let installed = false;

/** Sets up Temporal's runtime, the first time in a process: our log, and no signal handlers of its own. */
export function installRuntime(logger: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  });
}

/** Ends Temporal's runtime when no worker has come and gone, with which it would end by itself: it keeps a process alive. */
export async function endRuntime(): Promise<void> {
  if (installed) await Runtime._instance?.shutdown();
}
