import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AHEAD_MS } from '../../../domain/mailroom-agenda';
import { pooled } from '../../../office/running/pool';
import type { Edition } from '../../../domain/digest/types';
import { DEFAULT_POLICY } from '../../../domain/policy';
import { plusMs } from '../../../domain/time';
import { mailsOf } from '../mails';
import { cpuSeconds } from '../machine';
import { closePeer, installPeers, LATE, PEERS, QUIET, type Closing } from '../peers';
import { openStage, type Stage } from '../stage';
import { SLOT, slotInstant, type Size } from '../town';
import { scaled, type Bench } from './context';

const { connections, chunks } = DEFAULT_POLICY.mail;

/** Commands on their way at once, as `duban notice cancel` sends them. */
const WIDTH = 20;

/** Longest wait for the last mail after the slot, ms. */
const PATIENCE = 120_000;

/** From the opening to the slot, ms: time to start everything, to raise everything, and to close it. */
const aheadOf = ({ items }: Size): number => 60_000 + items * 250;

/** More than change lines: a rung, a row of the full list, what presses or waits, an urging sheet. */
const reminds = ({ rows, lines, sheets }: Edition): boolean =>
  sheets.length > 0 ||
  rows.some(({ rung }) => rung !== 'C') ||
  lines.some(({ section, rung }) => section !== 'changed' || (rung !== null && rung !== 'C'));

/** How often a mail to its liaisons told a unit that an item is cancelled, by unit and item. */
function cancellationsIn(editions: readonly Edition[]): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const { to, lines } of editions)
    for (const { unit, stream, changes } of to.audience === 'liaison' ? lines : [])
      for (const { type } of changes)
        if (type === 'cancelled') {
          const key = `${unit}|${stream}`;
          told.set(key, (told.get(key) ?? 0) + 1);
        }
  return told;
}

/** What went out, by the mail server, and what it says, by the ledger: a mail that the ledger does not know reminds. */
async function count(
  { ledger }: Stage,
  taken: readonly string[],
): Promise<{ readonly reminders: number; readonly told: number }> {
  const known = new Map((await ledger.mails({})).map(({ messageId, edition }) => [messageId, edition]));
  const editions = taken.flatMap((id) => known.get(id) ?? []);
  const reminders = taken.length - editions.filter((edition) => !reminds(edition)).length;
  const told = cancellationsIn(editions);
  const units = new Map<string, boolean>();
  for (const { stream, assignments } of await ledger.items({}))
    for (const { unit } of assignments)
      units.set(unit, (units.get(unit) ?? true) && told.get(`${unit}|${stream}`) === 1);
  return { reminders, told: [...units.values()].filter(Boolean).length };
}

/** Starts everything and waits until every reminder of the slot lies in the outbox: each must be stopped there. */
async function raiseAll({ duban, ledger }: Stage): Promise<void> {
  await duban.ensureAll();
  while ((await ledger.missing(SLOT, 0)).count > 0) await delay(100);
}

/** Cancels every item; seconds. */
async function closeItems({ duban, ledger }: Stage): Promise<number> {
  const streams = (await ledger.items({ open: true })).map(({ stream }) => stream);
  const command = { type: 'cancel', reason: '通知已废止' } as const;
  const began = Date.now();
  await pooled(streams, WIDTH, async (stream) => {
    const said = await duban.command({ stream, command, actor: 'ddy' });
    if (!said.ok) throw new Error(said.problem.message.en);
  });
  return (Date.now() - began) / 1_000;
}

interface OwnClosing extends Closing {
  /** Processor seconds of the worker and of Temporal's server while all was closed. */
  readonly cpu: number;
  /** Units that heard of each cancellation once. */
  readonly told: number;
}

/** Every reminder of duban's slot is raised, then every item is closed, then the slot passes. */
async function closeDuban(bench: Bench, size: Size): Promise<OwnClosing> {
  const { sink } = bench;
  const at = slotInstant(size);
  // So early that all wake as soon as they run.
  const settings = { wake: { earliest: 55, latest: 10 } };
  const stage = await openStage(await bench.town(size), settings, sink, { at, ahead: aheadOf(size) });
  try {
    const taken = sink.messageIds().length;
    const worker = stage.worker();
    await worker.ready;
    await raiseAll(stage);
    const pids = [worker.pid, ...stage.pids];
    const before = cpuSeconds(pids);
    const seconds = await closeItems(stage);
    const cpu = cpuSeconds(pids) - before;
    // What is closed after composing is told at the next slot.
    if (Date.now() >= stage.realOf(plusMs(at, -AHEAD_MS))) throw new Error(LATE);
    const slot = stage.realOf(at);
    bench.say(`all closed ${Math.round((slot - Date.now()) / 1_000)} s before the slot`);
    await worker.until(() => worker.sent.length >= size.units, slot - Date.now() + PATIENCE);
    await delay(Math.max(0, slot + QUIET - Date.now()));
    const told = await count(stage, sink.messageIds().slice(taken));
    return { count: size.items, seconds, cpu, ...told };
  } finally {
    await stage.close();
  }
}

function tellOf({ figure }: Bench, who: string, { count, seconds, reminders }: Closing): void {
  const own = who === 'duban';
  figure({ who, what: 'closing all, commands', value: count / seconds, unit: '/s', target: null });
  figure({
    who,
    what: 'reminders after closing',
    value: reminders,
    unit: '',
    target: own ? { says: '0', met: reminders === 0 } : null,
  });
}

/** Everything due at a slot is closed before it, and the slot passes: nothing reminds, and each unit hears of it once. */
export async function close(bench: Bench): Promise<void> {
  const size = { items: scaled(bench, 1_000, 100), units: 200, each: 3 };
  bench.say(`duban, ${size.items} items`);
  const own = await closeDuban(bench, size);
  const who = 'duban';
  tellOf(bench, who, own);
  const each = (own.cpu / own.count) * 1_000;
  bench.figure({ who, what: 'processor time of a closing', value: each, unit: 'ms', target: null });
  bench.figure({
    who,
    what: 'units told once',
    value: own.told,
    unit: '',
    target: { says: String(size.units), met: own.told === size.units },
  });
  const peers = PEERS.filter((peer) => bench.wanted(peer));
  if (peers.length === 0) return;
  installPeers();
  const letters = await mailsOf(await bench.town(size), size, join(bench.folder, 'mails-close'));
  const common = { sink: bench.sink, letters, connections: connections * chunks, tuned: false };
  for (const peer of peers) {
    bench.say(`${peer}, ${letters.length} jobs`);
    try {
      tellOf(bench, peer, await closePeer(peer, { ...common, reminders: size.items * size.each }));
    } catch (error) {
      bench.say(`${peer} broke down: ${String(error)}`);
    }
  }
}
