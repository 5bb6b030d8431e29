import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { z } from 'zod';

/** What every contestant in a process of its own tells. `at`: ms of the host's clock. */
export const Told = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), at: z.number(), seconds: z.number().optional() }),
  /** The mail server's 250 for a mail was read. */
  z.object({ type: z.literal('sent'), key: z.string(), at: z.number() }),
  /** All that it was to do at the slot is taken back. */
  z.object({ type: z.literal('closed'), at: z.number(), seconds: z.number() }),
  z.object({ type: z.literal('fault'), message: z.string() }),
]);
export type Told = z.infer<typeof Told>;

/** A mail accepted. */
export interface Sent {
  readonly key: string;
  readonly at: number;
}

/** A contestant. */
export interface Contestant {
  readonly pid: number;
  readonly sent: readonly Sent[];
  /** It runs and has nothing left to prepare; rejects when it ended before. Seconds that preparing took. */
  readonly ready: Promise<number>;
  /** It has taken back all that it was to do; rejects like `ready`. Seconds that this took. */
  readonly closed: Promise<number>;
  readonly gone: Promise<string>;
  /** Resolves as soon as it is so after a mail was accepted, or it has ended, or some ms are over. */
  until(isSo: () => boolean, within: number): Promise<void>;
  kill(): Promise<void>;
  /** Lets it finish and end; kills it when it does not within ten seconds. */
  stop(): Promise<void>;
}

const TYPESCRIPT = resolve(__dirname, '../../test/support/temporal-child.cjs');
const LONGEST_STOP = 10_000;

/** Seconds after which a child says that it is so far; rejects when it tells a fault or ends before. */
function saidBy(child: ChildProcess, gone: Promise<string>, type: 'ready' | 'closed'): Promise<number> {
  const said = new Promise<number>((reach, fail) => {
    child.on('message', (message) => {
      const told = Told.parse(message);
      if (told.type === type) reach(told.seconds ?? 0);
      else if (told.type === 'fault') fail(new Error(told.message));
    });
    void gone.then((how) => {
      fail(new Error(`${child.spawnargs[1] ?? 'a child'} ended with ${how} before it was ${type}`));
    });
  });
  said.catch(() => undefined);
  return said;
}

/** Starts a script of ours, given its job as JSON. */
export function startChild(script: string, job: object): Contestant {
  const child = fork(script, {
    execArgv: ['-r', TYPESCRIPT],
    env: { ...process.env, TZ: 'UTC', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Not on the command line: the letters of a large wave do not fit there.
  child.send(job);
  const sent: Sent[] = [];
  const waiting = new Set<() => void>();
  const gone = new Promise<string>((end) => {
    child.once('exit', (code, signal) => {
      end(signal ?? String(code));
    });
  });
  child.on('message', (message) => {
    const told = Told.parse(message);
    if (told.type === 'sent') sent.push(told);
    for (const look of waiting) look();
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return {
    pid: child.pid ?? 0,
    sent,
    ready: saidBy(child, gone, 'ready'),
    closed: saidBy(child, gone, 'closed'),
    gone,
    kill,
    until: (isSo, within) =>
      new Promise((resolve) => {
        const end = setTimeout(done, within);
        function done(): void {
          clearTimeout(end);
          waiting.delete(look);
          resolve();
        }
        function look(): void {
          if (isSo()) done();
        }
        waiting.add(look);
        void gone.then(done);
        look();
      }),
    async stop() {
      if (child.connected) child.send('stop');
      const force = setTimeout(() => void kill(), LONGEST_STOP);
      await gone;
      clearTimeout(force);
    },
  };
}

/** For the child: tells its parent. */
export const tell = (told: Told): void => {
  process.send?.(told);
};

/** For the child: runs its work, tells a fault, and ends when the parent says so or is gone. */
export function runChild(work: (job: unknown) => Promise<() => Promise<unknown>>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (job) => {
    void work(job).then(
      (stop) => {
        process.once('message', () => {
          void stop().finally(() => process.exit());
        });
      },
      (error: unknown) => {
        tell({
          type: 'fault',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
        process.exitCode = 1;
      },
    );
  });
}
