import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ItemState } from '../../domain/item/types';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { Transport } from '../../mail/types';
import { runWorkers, type RunningWorkers } from '../../worker/workers';
import { answerOf, commandLine, type Ran, type Scratch } from '../support/cli';
import { timeSkipping, workflowBundle } from '../support/engine';
import { moment } from '../support/item';
import { opened, setOffice, testKey } from '../support/ledger';

/** Monday, inside the window: what is answered goes out at once. */
const START = moment('2025-06-30 10:00');

const transport: Transport = {
  name: 'test',
  send: () => Promise.resolve({ type: 'sent', response: '250 ok', refused: [] }),
  close: () => Promise.resolve(),
};

type Call = (...argv: readonly string[]) => Promise<Ran>;

/** The test office with its workers, and a command line on it; nothing is imported. */
export interface OfficeAtWork {
  readonly ledger: Ledger;
  readonly environment: TestWorkflowEnvironment;
  readonly run: Call;
  /** A line that is to succeed, split at its spaces, and words that stay whole; its data. */
  readonly done: (line: string, ...more: readonly string[]) => Promise<unknown>;
  /** A line of which a part is to be refused (exit 6); its data. */
  readonly partlyDone: (line: string) => Promise<unknown>;
  /** A line that is to be refused; exit code and problem code. */
  readonly refused: (line: string, ...more: readonly string[]) => Promise<readonly [number, string]>;
  /** An item as it stands; throws when there is none. */
  readonly item: (key: string, notice?: string) => Promise<ItemState>;
  /** Lets time pass until "2025-08-05 10:30"; the command line's clock goes along. */
  readonly passTo: (words: string) => Promise<void>;
}

/** What there is between the hooks of a test file. */
interface Parts {
  readonly ledger: Ledger;
  readonly environment: TestWorkflowEnvironment;
  readonly workers: RunningWorkers;
  readonly run: Call;
  readonly passTo: (words: string) => Promise<void>;
}

async function open(home: string): Promise<Parts> {
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger);
  const environment = await timeSkipping();
  const readClock = async (): Promise<number> => Math.floor(await environment.currentTimeMs());
  let serverNow = await readClock();
  const shift = START - serverNow;
  const workers = await runWorkers({
    connection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    ledger,
    transport,
    bundle: await workflowBundle(),
    shift,
  });
  const key = { DUBAN_LOG_KEY_FILE: testKey.file, DUBAN_LOG_ORIGIN: testKey.origin ?? undefined };
  const env = { TEMPORAL_ADDRESS: environment.address, DUBAN_CLOCK_SHIFT: String(shift), ...key };
  return {
    ledger,
    environment,
    workers,
    run: commandLine({ home, env, now: () => instant(serverNow) }),
    async passTo(words) {
      await environment.sleep(moment(words) - (serverNow + shift));
      serverNow = await readClock();
    },
  };
}

const words = (line: string): readonly string[] => line.split(' ').filter(Boolean);

/** Opens the office for the tests of a file, with its home in `room`, and clears the room when they are over. */
export function officeAtWork(room: Scratch): OfficeAtWork {
  let parts: Parts | null = null;
  beforeAll(async () => {
    parts = await open(room.folder());
  }, 120_000);
  afterAll(async () => {
    await parts?.workers.stop();
    await parts?.environment.teardown();
    await parts?.ledger.close();
    room.clear();
  }, 60_000);
  const there = (): Parts => {
    if (!parts) throw new Error('the office is at work inside tests only');
    return parts;
  };
  const run: Call = (...argv) => there().run(...argv);
  const dataOf = async (exit: number, line: string, more: readonly string[]): Promise<unknown> => {
    const ran = await run(...words(line), ...more, '--json');
    const answer = answerOf(ran);
    if (!answer.ok) throw new Error(`${line}: ${answer.error?.code ?? ''} ${answer.error?.message ?? ''}`);
    expect(ran.code).toBe(exit);
    return answer.data;
  };
  return {
    get ledger() {
      return there().ledger;
    },
    get environment() {
      return there().environment;
    },
    run,
    done: (line, ...more) => dataOf(0, line, more),
    partlyDone: (line) => dataOf(6, line, []),
    async refused(line, ...more) {
      const ran = await run(...words(line), ...more, '--json');
      return [ran.code, answerOf(ran).error?.code ?? 'none'];
    },
    async item(key, notice = 't1') {
      const state = await there().ledger.item(`item/${notice}/${key}`);
      if (!state) throw new Error(`no item ${key}`);
      return state;
    },
    passTo: (words) => there().passTo(words),
  };
}
