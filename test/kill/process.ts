import { fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Told, type Job } from './child';
import { Note, NOTES } from './notes';

/** A worker in a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** It runs; rejects when it has ended before. */
  readonly ready: Promise<void>;
  /** How it ended: the signal, or its exit code. */
  readonly gone: Promise<string>;
  /** What it has told so far. */
  readonly told: readonly Told[];
  /** What it has claimed and settled, also in its last moment. */
  readonly notes: readonly Note[];
  /** Sets the clock that its JavaScript sees this many ms ahead of the host's. */
  moveClock(ms: number): void;
  /** Sends a signal, if it lives. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Lets it finish what is in hand. */
  stop(): Promise<void>;
}

const CHILD = join(__dirname, 'child.ts');
const TYPESCRIPT = resolve(__dirname, '../support/temporal-child.cjs');

/** Starts a worker; `heard` is called after each thing that it tells. The caller ends it. */
export function startWorker(job: Job, heard: () => void): WorkerProcess {
  const child = fork(CHILD, [JSON.stringify(job)], {
    execArgv: ['-r', TYPESCRIPT],
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
  });
  const told: Told[] = [];
  const notes: Note[] = [];
  const pipe = child.stdio[NOTES];
  if (pipe instanceof Readable)
    createInterface({ input: pipe }).on('line', (line) => notes.push(Note.parse(JSON.parse(line))));
  const gone = new Promise<string>((end) => {
    child.once('exit', (code, signal) => {
      end(signal ?? String(code));
      heard();
    });
  });
  const ready = new Promise<void>((begin, fail) => {
    child.on('message', (message) => {
      const one = Told.parse(message);
      told.push(one);
      if (one.type === 'ready') begin();
      heard();
    });
    void gone.then((how) => {
      fail(new Error(`the worker ended with ${how} before it was ready`));
    });
  });
  // Whoever does not wait for it is not told.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    gone,
    told,
    notes,
    moveClock(ms) {
      if (child.connected) child.send({ clock: ms });
    },
    signal(name) {
      child.kill(name);
    },
    async stop() {
      if (child.connected) child.send('stop');
      await gone;
    },
  };
}
