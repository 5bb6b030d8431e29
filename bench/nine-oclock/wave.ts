import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Contestant, type Sent } from './child';
import type { Letter } from './mails';
import { cpuSeconds, residentMb } from './machine';
import type { Sink } from './sink';
import { openStage, type Prepared, type Stage } from './stage';
import { SLOT, slotInstant, type Settings, type Size } from './town';

/** How a contestant took a slot. Times in seconds after the slot. */
export interface Taken {
  readonly mails: number;
  readonly first: number;
  readonly last: number;
  /** Mails that the mail server took more than once, and mails that it never took. */
  readonly doubled: number;
  readonly stranded: number;
  /** Processor seconds of everything that belongs to it but the mail server, from its start to its last mail. */
  readonly cpu: number;
  /** Resident memory of its worker at the end, MB. */
  readonly memory: number;
  /** Seconds from its start until it was ready for the slot; null: not known. */
  readonly prepared: number | null;
  /** After a kill: seconds from the restart to the first mail and to the last. */
  readonly recovery: { readonly first: number; readonly last: number } | null;
}

/** What the mail server is asked at the end: which of the mails expected it took how often. */
export function countMails(
  sink: Sink,
  before: number,
  expected: number,
): Pick<Taken, 'doubled' | 'stranded'> {
  const ids = sink.messageIds().slice(before);
  const distinct = new Set(ids).size;
  return { doubled: ids.length - distinct, stranded: Math.max(0, expected - distinct) };
}

/** Part of the mails after which the worker is killed: a third, for a round 30 % falls between the batches of some. */
const KILL_AT = 0.33;

/** Longest wait for the last mail, ms, and how long nothing may come after a kill before it counts as stranded. */
const PATIENCE = 600_000;
const STILL = 60_000;

/** Waits after a restart until every mail was accepted once, or none has come for a minute. */
async function finish(worker: Contestant, before: readonly Sent[], mails: number): Promise<void> {
  const keys = new Set(before.map(({ key }) => key));
  const isDone = (): boolean => {
    for (const { key } of worker.sent) keys.add(key);
    return keys.size >= mails;
  };
  for (let seen = -1; !isDone() && worker.sent.length !== seen;) {
    seen = worker.sent.length;
    await worker.until(() => isDone() || worker.sent.length > seen, STILL);
  }
}

/** A contestant on its way through a slot. */
export interface Wave {
  readonly worker: Contestant;
  /** The slot in the host's clock, ms. */
  readonly at: number;
  readonly mails: number;
  /** Starts a worker in the place of one that was killed. */
  readonly again: () => Contestant;
  readonly kill: boolean;
  /** Everything whose processor time counts, beside the worker. */
  readonly others: () => readonly number[];
}

/** Follows a contestant from before the slot to its last mail; with `kill`, kills it after a third of them and restarts it after a second. */
export async function follow(wave: Wave): Promise<Omit<Taken, 'doubled' | 'stranded' | 'prepared'>> {
  const { worker, at, mails, again, kill, others } = wave;
  let current = worker;
  let cpu = 0;
  let restarted = 0;
  const before: Sent[] = [];
  const since = cpuSeconds(others());
  if (kill) {
    await worker.until(() => worker.sent.length >= mails * KILL_AT, at - Date.now() + PATIENCE);
    cpu += cpuSeconds([worker.pid]);
    await worker.kill();
    before.push(...worker.sent);
    await delay(1_000);
    restarted = Date.now();
    current = again();
    await current.ready;
    await finish(current, before, mails);
  } else await current.until(() => current.sent.length >= mails, at - Date.now() + PATIENCE);
  cpu += cpuSeconds([current.pid]) + cpuSeconds(others()) - since;
  const times = [...before, ...current.sent].map((sent) => sent.at).sort((a, b) => a - b);
  const after = current.sent.map((sent) => sent.at).sort((a, b) => a - b);
  const seconds = (time: number | undefined, from: number): number => ((time ?? NaN) - from) / 1_000;
  return {
    mails: times.length,
    first: seconds(times[0], at),
    last: seconds(times.at(-1), at),
    cpu,
    memory: residentMb(current.pid),
    recovery: kill ? { first: seconds(after[0], restarted), last: seconds(after.at(-1), restarted) } : null,
  };
}

/** What duban needs for a slot beside a prepared office. */
export interface DubanWave {
  readonly town: Prepared;
  readonly size: Size;
  readonly mails: number;
  readonly sink: Sink;
  readonly settings: Settings;
  /** Milliseconds from opening to the slot. */
  readonly ahead: number;
  readonly kill: boolean;
  readonly cached?: number;
  /** Goes on beside it, from its start until some seconds after the slot. */
  readonly beside?: (stage: Stage, seconds: number) => Promise<void>;
}

/** So long after the slot what goes on beside it goes on, ms. */
const BESIDE_AFTER = 10_000;

/** Duban at the slot, and how many seconds before it the last row was in the outbox (negative: after it). */
export async function dubanWave(wave: DubanWave): Promise<Taken & { readonly early: number }> {
  const { town, size, sink, settings, mails, kill, cached } = wave;
  const at = slotInstant(size);
  const stage = await openStage(town, settings, sink, { at, ahead: wave.ahead });
  try {
    const taken = sink.messageIds().length;
    const cpu = cpuSeconds(stage.pids);
    const worker = stage.worker(cached);
    await worker.ready;
    const began = Date.now();
    const slot = stage.realOf(at);
    const beside = wave.beside?.(stage, Math.ceil((slot + BESIDE_AFTER - began) / 1_000));
    await stage.duban.ensureAll();
    let ready = Date.now();
    while ((await stage.ledger.missing(SLOT, 0)).count > 0 && worker.sent.length === 0) {
      await delay(100);
      ready = Date.now();
    }
    const others = (): readonly number[] => stage.pids;
    const before = cpuSeconds(others()) - cpu;
    const end = await follow({ worker, at: slot, mails, again: () => stage.worker(cached), kill, others });
    await beside;
    return {
      ...end,
      cpu: end.cpu + before,
      ...countMails(sink, taken, mails),
      prepared: (ready - began) / 1_000,
      early: (slot - ready) / 1_000,
    };
  } finally {
    await stage.close();
  }
}

const FLOOR = join(__dirname, 'floor.ts');

/** The bare loop with the same mails: seconds from its start to the last mail. */
export async function floorWave(sink: Sink, letters: readonly Letter[], connections: number): Promise<Taken> {
  const taken = sink.messageIds().length;
  const at = Date.now() + 5_000;
  const worker = startChild(FLOOR, { port: sink.port, connections, letters, at });
  try {
    await worker.ready;
    const end = await follow({
      worker,
      at,
      mails: letters.length,
      again: () => worker,
      kill: false,
      others: () => [],
    });
    return { ...end, ...countMails(sink, taken, letters.length), prepared: null };
  } finally {
    await worker.stop();
  }
}
