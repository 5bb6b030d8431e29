import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { makeDuban, type Duban } from '../../office/running/duban';
import { instant, type Instant } from '../../domain/time';
import { keepEngine } from '../../engine/keep';
import { placeIn } from '../../engine/place';
import { startEngine } from '../../engine/start';
import type { Engine } from '../../engine/types';
import type { Ledger } from '../../ledger/ledger';
import { namesOf, type Names } from '../../workflows/names';
import { mailServer, type Moods, type Taken } from '../support/mail-server';
import { opened } from '../support/ledger';
import { sure } from '../support/sure';
import { keyIn } from './arrived';
import { LastWords, type Fault } from './fault';
import { writeFigure } from './figure';
import type { Job } from './child';
import { startWorker, type WorkerProcess } from './process';
import { ledgerUrl, prepareWave, type Wave } from './wave';

/** An office whose parts can be killed: a mail server, a Temporal server with a file, workers in processes of their own. */
export interface KillableOffice {
  readonly ledger: Ledger;
  readonly duban: Duban;
  readonly client: Client;
  readonly names: Names;
  readonly namespace: string;
  readonly taken: readonly Taken[];
  /** When the moment comes on the host's clock, ms. */
  readonly slot: number;
  /** The Temporal server of this moment. */
  readonly engine: Engine;
  /** Mails taken so far, each counted once. */
  readonly mails: number;
  /** Every worker that was started, dead or alive. */
  readonly workers: readonly WorkerProcess[];
  worker(fault?: Fault, more?: Partial<Pick<Job, 'only' | 'tendMs' | 'stillMs' | 'ledger'>>): WorkerProcess;
  /** Stops the server, changes its folder, and starts it again on the same port. */
  changeEngine(change: (folder: string) => void): Promise<void>;
  /** Looks after each thing that happens, and now and then, until it is so. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Notes that something has been killed or frozen just now. */
  struck(): void;
  /** Mails in flight when a worker killed itself; null when none has. */
  lastWords(): number | null;
  /** Lets all workers finish and end. */
  stopWorkers(): Promise<void>;
  /** Writes down how long it took from the last kill to the next mail and to the last one, when figures are wanted. */
  figure(point: string, duplicates: number): void;
  close(): Promise<void>;
}

/** How long anything may take on a machine with much else to do, ms. */
const PATIENCE = 240_000;
const LOOK = 200;

/** From the opening of an office to its slot, ms: time for workers to start. */
const AHEAD = 20_000;

/** A folder of its own for one office. */
export const makeHome = (): string => mkdtempSync(join(tmpdir(), 'duban-kill-'));

/** Where an office sends its mails. */
export interface Sink {
  readonly url: string;
  readonly taken: readonly Taken[];
  /** When each mail came, on the host's clock, ms. */
  readonly times: readonly number[];
  /** Keys of the mails that have come. */
  readonly keys: ReadonlySet<string>;
  /** Is called after each mail. */
  onMail: () => void;
  close(): Promise<void>;
}

/** A mail server in this process. */
export async function openSink(moods: Moods = {}): Promise<Sink> {
  const times: number[] = [];
  const keys = new Set<string>();
  const server = await mailServer({
    ...moods,
    onTaken() {
      times.push(Date.now());
      const last = server.taken.at(-1);
      if (last) keys.add(keyIn(last));
      sink.onMail();
    },
  });
  const { url, taken } = server;
  const sink: Sink = { url, taken, times, keys, onMail: () => undefined, close: () => server.close() };
  return sink;
}

/** Resolves when it is so; looks at each event that the waiting are told of. */
async function until(
  waiting: Set<() => void>,
  what: () => string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() >= end) throw new Error(`it never became so: ${what()}`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(go, LOOK);
      function go(): void {
        clearTimeout(timer);
        waiting.delete(go);
        resolve();
      }
      waiting.add(go);
    });
  }
}

async function openEngine(home: string) {
  const env = { ...process.env, TEMPORAL_ADDRESS: undefined };
  const options = { home, env, progress: () => undefined };
  const first = sure(await startEngine(options));
  let engine = first;
  const keep = (one: Engine) =>
    keepEngine(one, options, (again) => {
      if (again.ok) engine = again.value;
    });
  let keeper = keep(first);
  const connection = await Connection.connect({ address: first.address });
  return {
    first,
    current: () => engine,
    client: new Client({ connection, namespace: first.namespace }),
    async change(change: (folder: string) => void) {
      await keeper.stop();
      change(placeIn(home).dir);
      engine = sure(await startEngine(options));
      keeper = keep(engine);
    },
    async close() {
      await connection.close();
      await keeper.stop();
    },
  };
}

/** What an office may be given instead of its own. */
export interface Setting {
  /** How far ahead the moment lies, ms. */
  readonly ahead?: number;
  /** The ledger's address; default: a file in the home. */
  readonly url?: string;
  readonly sink?: Sink;
}

/**
 * Opens an office on a home with a ledger; a moment of its own clock lies some seconds ahead. The caller closes it, and
 * with it every process that it has started, and the sink.
 */
export async function openKillableOffice(
  home: string,
  moment: Instant,
  setting: Setting = {},
): Promise<KillableOffice> {
  const { ahead = AHEAD, url = ledgerUrl(home) } = setting;
  const sink = setting.sink ?? (await openSink());
  const waiting = new Set<() => void>();
  const happened = (): void => {
    for (const look of [...waiting]) look();
  };
  sink.onMail = happened;
  const engine = await openEngine(home);
  const ledger = await opened({ url });
  const { client, first } = engine;
  const shift = moment - (Date.now() + ahead);
  const clock = (): Instant => instant(Date.now() + shift);
  const patience = { whole: PATIENCE, pause: 200 };
  const words = join(home, 'last-words.json');
  const workers: WorkerProcess[] = [];
  const kills: number[] = [];
  return {
    ledger,
    client,
    names: namesOf(await ledger.identity()),
    namespace: first.namespace,
    duban: await makeDuban({ ledger, client, clock, shift, patience }),
    get taken() {
      return sink.taken;
    },
    slot: moment - shift,
    get engine() {
      return engine.current();
    },
    get mails() {
      return sink.keys.size;
    },
    workers,
    changeEngine: (change) => engine.change(change),
    worker(fault, more = {}) {
      const { address, namespace } = first;
      const smtp = sink.url;
      const receipts = join(home, 'receipts');
      const job = {
        address,
        namespace,
        ledger: url,
        receipts,
        smtp,
        shift,
        fault: fault ?? null,
        words,
        ...more,
      };
      const worker = startWorker(job, happened);
      workers.push(worker);
      return worker;
    },
    until: (what, isSo) => until(waiting, () => `${what} (${sink.keys.size} mails)`, isSo),
    struck() {
      kills.push(Date.now());
    },
    lastWords: () =>
      existsSync(words) ? LastWords.parse(JSON.parse(readFileSync(words, 'utf8'))).inFlight : null,
    async stopWorkers() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    figure(point, duplicates) {
      writeFigure(point, { kill: kills.at(-1) ?? 0, slot: moment - shift, times: sink.times, duplicates });
    },
    async close() {
      for (const worker of workers) worker.signal('SIGKILL');
      await Promise.all(workers.map(({ gone }) => gone));
      await ledger.close();
      await engine.close();
      await sink.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A wave in an office of its own whose items all run, and nobody works yet. */
export async function openWave(
  posting?: Parameters<typeof prepareWave>[1],
): Promise<{ readonly stage: KillableOffice; readonly wave: Wave }> {
  const home = makeHome();
  const wave = await prepareWave(home, posting);
  const stage = await openKillableOffice(home, wave.slotAt);
  await stage.duban.ensureAll();
  return { stage, wave };
}
