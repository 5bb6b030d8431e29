import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../domain/problem';
import { startMark } from './processes';
import { responds } from './server';
import { startEngine, type StartOptions } from './start';
import type { Engine } from './types';

export interface Keeper {
  /** Ends the watch, then stops the engine that runs by then. Never rejects. */
  stop(): Promise<void>;
}

/** How often to look and how long to wait for an answer, in milliseconds. */
export interface EngineWatch {
  readonly every: number;
  readonly answer: number;
}

const WATCH: EngineWatch = { every: 2_000, answer: 5_000 };

/**
 * Keeps a server of ours running: when its process is gone or no longer answers it is started again on
 * the same home and, unless somebody took it meanwhile, the same port. `again` hears of each new engine
 * (when `fresh`, everything must be made sure of again) and of each attempt that failed; the next follows.
 * A server of somebody else is left to its keepers.
 */
export function keepEngine(
  engine: Engine,
  options: StartOptions,
  again: (result: Result<Engine>) => void,
  watch: EngineWatch = WATCH,
): Keeper {
  const over = new AbortController();
  let current = engine;
  const ended = (): boolean => over.signal.aborted;
  const isWell = async ({ pid, address }: Engine): Promise<boolean> =>
    pid === undefined || (startMark(pid) !== undefined && (await responds(address, watch.answer)));
  const look = async (): Promise<void> => {
    if (await isWell(current)) return;
    const started = await startEngine(options);
    // The same one may have been slow and not dead; then nothing has changed.
    if (started.ok && started.value.pid === current.pid) return;
    if (started.ok) current = started.value;
    again(started);
  };
  const watching = (async () => {
    while (!ended()) {
      await delay(watch.every, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
      if (!ended()) await look();
    }
  })();
  return {
    async stop() {
      over.abort();
      await watching;
      await current.stop();
    },
  };
}
