import { existsSync, renameSync } from 'node:fs';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type Logger } from '@temporalio/worker';
import { pino, stdSerializers, type Logger as Log } from 'pino';

/**
 * The log of a process, one JSON line for each entry: on stderr, or in a file that begins anew (the one before is
 * kept as .1) so that a terminal stays readable.
 */
export function makeLog(level: string, file: string | null): Log {
  if (file !== null && existsSync(file)) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file ?? 2, sync: true, mkdir: true });
  return pino({ level, serializers: { error: stdSerializers.err } }, destination);
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's own messages in our log: its warnings and errors, and what activities say. */
export const temporalLogger = (log: Log): Logger =>
  new DefaultLogger('WARN', ({ level, message, meta }) => {
    log[LEVELS[level]](meta ?? {}, message);
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
