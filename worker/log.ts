import { renameSync, statSync } from 'node:fs';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type Logger } from '@temporalio/worker';
import type { Session } from '../client/cli/session';
import { text, type Problem, type Text } from '../domain/problem';
import { pino, stdSerializers, stdTimeFunctions, type Logger as Log } from 'pino';

/**
 * The log of a process, one JSON line for each entry: on stderr, or in a file that begins anew (the one before is
 * kept as .1) so that a terminal stays readable. A log that cannot be written (a full disk, a terminal that has gone)
 * loses lines and ends nothing: it goes on with the next line that can be.
 */
export function makeLog(level: string, file: string | null): Log {
  const destination = destinationOf(file);
  destination.on('error', () => undefined);
  return pino(
    {
      level,
      serializers: { error: stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: stdTimeFunctions.isoTime,
    },
    destination,
  );
}

/** Says a line for people: in production as a line of the log, so that stderr has one form, else in words. */
export const toldBy =
  (
    { config, io, style }: Pick<Session, 'config' | 'io' | 'style'>,
    log: Log,
  ): ((line: Text, level?: 'info' | 'warn') => void) =>
  (line, level = 'info') => {
    if (config.production) log[level](line[style.lang]);
    else io.err(level === 'warn' ? `▲ ${line[style.lang]}` : line[style.lang]);
  };

/** Says that this host's clock has gone astray, and when it is right again (null). */
export const clockTold =
  (tell: (line: Text, level?: 'info' | 'warn') => void) =>
  (astray: Problem | null): void => {
    if (astray === null) {
      tell(text('本机的钟对准了，照常工作', "this host's clock is right again: work goes on"));
      return;
    }
    const { zh, en } = astray.message;
    tell(
      text(
        `${zh}：对准之前，这个进程不看收发室，不发信`,
        `${en}: until it is set right this process looks after no mailroom and sends nothing`,
      ),
      'warn',
    );
  };

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

/**
 * Sets up Temporal's runtime, the first time in a process: our log, and no signal handlers of its own. `metricsAt`: the
 * address (host:port) at which it tells its metrics; null: nowhere.
 */
export function installRuntime(logger: Logger, metricsAt: string | null): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      ...(metricsAt !== null && {
        metrics: {
          prometheus: {
            bindAddress: metricsAt,
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
          },
        },
      }),
    },
  });
}

/** Ends Temporal's runtime when no worker has come and gone, with which it would end by itself: it keeps a process alive. */
export async function endRuntime(): Promise<void> {
  if (installed) await Runtime._instance?.shutdown();
}
