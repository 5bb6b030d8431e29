import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../../domain/policy';
import { mailsOf, type Letter } from '../mails';
import { installPeers, NAIVE, naiveWave, PEERS, peerWave } from '../peers';
import { onPostgres } from '../services';
import type { Prepared } from '../stage';
import { prepareTown, type Size } from '../town';
import { dubanWave, floorWave, type Taken } from '../wave';
import { scaled, type Bench } from './context';

const { connections, chunks } = DEFAULT_POLICY.mail;
const CONNECTIONS = connections * chunks;

const letters = new Map<string, Promise<readonly Letter[]>>();

/** The mails of a size, made once. */
export async function lettersOf(bench: Bench, size: Size): Promise<readonly Letter[]> {
  const name = `mails-${size.items}-${size.units}-${size.each}`;
  const made =
    letters.get(name) ?? bench.town(size).then((town) => mailsOf(town, size, join(bench.folder, name)));
  letters.set(name, made);
  return made;
}

/** Wakes are spread over so many minutes that a slow morning still has everything in the outbox before the slot. */
function morningOf(items: number): { readonly earliest: number; readonly ahead: number } {
  const earliest = 1 + Math.ceil(items / 60 / 60);
  return { earliest, ahead: earliest * 60_000 + 20_000 + items * 15 };
}

interface Slot {
  readonly size: Size;
  readonly kill: boolean;
  readonly floor: boolean;
  readonly naive: boolean;
}

const OWN = 'duban';
const ON_POSTGRES = 'duban, ledger on PostgreSQL';

const isOwn = (who: string): boolean => who === OWN || who === ON_POSTGRES;

function tellOf(bench: Bench, who: string, taken: Taken): void {
  const { figure } = bench;
  const seconds = (what: string, value: number): void => {
    figure({ who, what, value, unit: 's', target: null });
  };
  if (taken.recovery === null) {
    seconds('slot → first mail', taken.first);
    seconds('slot → last mail', taken.last);
    seconds('processor time', taken.cpu);
    if (taken.prepared !== null) seconds('preparing', taken.prepared);
    figure({ who, what: 'memory of the worker', value: taken.memory, unit: 'MB', target: null });
  } else {
    const { first, last } = taken.recovery;
    const own = isOwn(who);
    figure({
      who,
      what: 'restart → first mail',
      value: first,
      unit: 's',
      target: own ? { says: '≤ 6', met: first <= 6 } : null,
    });
    figure({
      who,
      what: 'restart → last mail',
      value: last,
      unit: 's',
      target: own ? { says: '≤ 15', met: last <= 15 } : null,
    });
  }
  const none = (value: number) => (isOwn(who) ? { says: '0', met: value === 0 } : null);
  figure({
    who,
    what: 'stranded (none for 60 s)',
    value: taken.stranded,
    unit: '',
    target: none(taken.stranded),
  });
  figure({
    who,
    what: 'doubled',
    value: taken.doubled,
    unit: '',
    target: taken.recovery ? null : none(taken.doubled),
  });
}

/** Duban with a prepared office. */
async function duban(bench: Bench, who: string, town: Prepared, slot: Slot, mails: number): Promise<Taken> {
  const { size, kill } = slot;
  const { earliest, ahead } = morningOf(size.items);
  const settings = { wake: { earliest, latest: 1 } };
  bench.say(`${who}, ${mails} mails`);
  const taken = await dubanWave({ town, size, mails, sink: bench.sink, settings, ahead, kill });
  if (!kill)
    bench.figure({
      who,
      what: 'last row in the outbox before the slot',
      value: taken.early,
      unit: 's',
      target: { says: '> 0', met: taken.early > 0 },
    });
  tellOf(bench, who, taken);
  return taken;
}

const dubanOnPostgres = (bench: Bench, slot: Slot, mails: number): Promise<Taken> =>
  onPostgres(async (town) => {
    await prepareTown(town.ledger, slot.size);
    return duban(bench, ON_POSTGRES, town, slot, mails);
  });

async function floors(bench: Bench, mails: readonly Letter[], lasts: number[]): Promise<void> {
  bench.say('a bare loop');
  const taken = await floorWave(bench.sink, mails, CONNECTIONS);
  lasts.push(taken.last);
  tellOf(bench, 'bare loop (floor)', taken);
}

/** A peer that breaks down is said to have done so; the others go on. */
async function attempt(bench: Bench, who: string, run: () => Promise<Taken>): Promise<void> {
  try {
    tellOf(bench, who, await run());
  } catch (error) {
    bench.say(`${who} broke down: ${String(error)}`);
  }
}

/** All contestants at one slot, one after the other. */
async function compare(bench: Bench, slot: Slot): Promise<void> {
  const { size, kill, floor, naive } = slot;
  installPeers();
  const mails = await lettersOf(bench, size);
  const lasts: number[] = [];
  if (floor) await floors(bench, mails, lasts);
  const own = await duban(bench, OWN, await bench.town(size), slot, mails.length);
  if (floor) {
    await floors(bench, mails, lasts);
    const ratio = own.last / (lasts.reduce((sum, one) => sum + one, 0) / lasts.length);
    bench.figure({
      who: OWN,
      what: 'last mail, of the bare loop before and after',
      value: ratio,
      unit: '×',
      target: { says: '≤ 3', met: ratio <= 3 },
    });
  }
  if (bench.wanted('postgres')) await dubanOnPostgres(bench, slot, mails.length);
  const reminders = size.items * size.each;
  for (const peer of PEERS)
    for (const tuned of kill ? [false] : [false, true]) {
      const who = `${peer}${tuned ? ', tuned' : ''}`;
      if (!bench.wanted(peer)) continue;
      bench.say(who);
      const wave = { sink: bench.sink, letters: mails, reminders, connections: CONNECTIONS, kill, tuned };
      await attempt(bench, who, () => peerWave(peer, wave));
    }
  if (!naive) return;
  const town = await bench.town(size);
  for (const flow of NAIVE) {
    if (!bench.wanted(flow)) continue;
    bench.say(flow);
    const wave = { sink: bench.sink, letters: mails, connections: CONNECTIONS, kill, town, size, each: 3 };
    await attempt(bench, `Temporal, ${flow}`, () => naiveWave(flow, wave));
  }
}

/** 9,999 reminders of 3,333 items to 200 units, one digest for each unit. */
export const digests = (bench: Bench): Promise<void> =>
  compare(bench, {
    size: { items: scaled(bench, 3_333, 200), units: 200, each: 3 },
    ...{ kill: false, floor: true, naive: false },
  });

/** As many units as reminders: one mail for each. */
const oneEach = (bench: Bench): Size => {
  const items = scaled(bench, 3_333, 100);
  return { items, units: items, each: 1 };
};

/** One mail for each reminder. */
export const each = (bench: Bench): Promise<void> =>
  compare(bench, { size: oneEach(bench), kill: false, floor: true, naive: true });

/** The same, and the worker is killed after a third of the mails and started again after a second; defaults everywhere. */
export const kill = (bench: Bench): Promise<void> =>
  compare(bench, { size: oneEach(bench), kill: true, floor: false, naive: true });
