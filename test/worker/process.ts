import { join } from 'node:path';
import type { Io } from '../../client/cli/io';
import { openAccess } from '../../office/open';
import type { Output } from '../../client/cli/output';
import { readConfig } from '../../office/config';
import type { Result } from '../../domain/problem';
import { instant, plusMs } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { StopRequest, StopSignal } from '../../worker/signals';
import { announce } from '../../client/cli/views/announce';
import { start } from '../../worker/start';
import { moment } from '../support/item';
import { opened } from '../support/ledger';
import { sure } from '../support/sure';

/** One `duban start` or `duban worker` in this process: what it printed, and how to press Ctrl-C. */
export interface Started {
  readonly ended: Promise<Result<Output>>;
  /** Resolves when it says that it runs, or has ended without. */
  readonly runs: Promise<void>;
  readonly out: string[];
  /** What it said beside that, line by line. */
  readonly said: string[];
  ctrlC(): Promise<Result<Output>>;
}

const ignore = (): void => undefined;

interface StartedBy {
  readonly env?: Record<string, string>;
  readonly run?: typeof start;
  /** It is told to end (SIGTERM) when it says this. */
  readonly stopAt?: RegExp;
}

/** Starts the home with a clock that stands at a moment, and goes on from there. */
export function startAt(
  home: string,
  words: string,
  { env = {}, run = start, stopAt }: StartedBy = {},
): Started {
  const now = () => instant(Date.now());
  const shift = moment(words) - now();
  const settings = { ...process.env, DUBAN_HOME: home, DUBAN_CLOCK_SHIFT: String(shift), ...env };
  const config = sure(readConfig(settings, home));
  const out: string[] = [];
  const said: string[] = [];
  let isRunning: () => void = () => undefined;
  let asked: StopSignal | null = null;
  let hear: (signal: StopSignal) => void = () => undefined;
  const heard = new Promise<StopSignal>((resolve) => (hear = resolve));
  const stopIt = (signal: StopSignal): void => {
    hear((asked ??= signal));
  };
  const runs = new Promise<void>((resolve) => (isRunning = resolve));
  const stop: StopRequest = {
    get signal() {
      return asked;
    },
    asked: heard,
  };
  const io: Io = {
    env: settings,
    cwd: home,
    out: (line) => out.push(line),
    err(line) {
      said.push(line);
      if (line.startsWith('运行中')) isRunning();
      if (stopAt?.test(line)) stopIt('SIGTERM');
    },
    progress: () => undefined,
    readStdin: () => Promise.resolve(Buffer.alloc(0)),
    readSecret: () => Promise.resolve(''),
    now,
  };
  const access = openAccess({ config, now: () => plusMs(now(), shift) });
  const session = { ...access, io, style: { lang: 'zh', json: false }, as: null } as const;
  const ended = run(session, stop, announce).finally(() => access.close());
  return {
    ended,
    runs: Promise.race([runs, ended.then(ignore, ignore)]),
    out,
    said,
    ctrlC() {
      stopIt('SIGINT');
      return ended;
    },
  };
}

/** Looks into the ledger of a home that nobody uses. */
export async function inLedger<T>(home: string, look: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  try {
    return await look(ledger);
  } finally {
    await ledger.close();
  }
}
