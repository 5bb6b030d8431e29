import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { digestOf } from '../../client/duban';
import { loadOffice } from '../../client/load-office';
import type { Command, Envelope } from '../../domain/item/commands';
import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import type { Office } from '../../domain/office';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { makeRoster } from '../../domain/roster/roster';
import type { Account, Contact, Unit } from '../../domain/roster/types';
import { slotAt } from '../../domain/slot';
import { civilDate, instantAt, plusMs, type Instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';

/** The Wednesday on whose slot everything falls due; the day on which it was issued. */
const SLOT = civilDate('2025-09-17');
const ISSUED = civilDate('2025-07-01');
const NOTICE = 'kill-2025-1';

/** Due dates whose ladder has a rung on that Wednesday, by rules.md: T-10, T-5, T-1. */
const RUNGS = [
  { rung: 'R2', due: civilDate('2025-10-01') },
  { rung: 'R3', due: civilDate('2025-09-24') },
  { rung: 'R5', due: civilDate('2025-09-18') },
] as const;

const UNITS = 200;
const ITEMS = 40;
const EACH = 10;

/** A ledger on the eve of a wave: everything signed, and a reminder for each item of each unit at the next slot. */
export interface Wave {
  readonly url: string;
  readonly streams: readonly StreamId[];
  readonly slotAt: Instant;
  /** "unit|audience|slot|stream|rung" that must arrive, each exactly once. */
  readonly expected: readonly string[];
  /** Mails at the slot: one for each unit, and the coordinator's briefing. */
  readonly mails: number;
}

const unitId = (n: number): string => `u${String(n % UNITS).padStart(3, '0')}`;

function waveOffice(): Office {
  const numbers = Array.from({ length: UNITS }, (_, n) => unitId(n));
  const units = numbers.map((id): Unit => ({
    id,
    name: `区${id}局`,
    aliases: [],
    escalation: 'liaison',
    channel: 'mail',
  }));
  const contacts = numbers.map((unit): Contact => ({
    id: `${unit}-l`,
    unit,
    role: 'liaison',
    name: `${unit}联络员`,
    address: `lly@${unit}.kill.example`,
    from: null,
    until: null,
  }));
  const account = (id: string, role: Account['role'], unit: string | null): Account => ({
    id,
    role,
    name: id,
    phone: '000',
    address: `${id}@kill.example`,
    unit,
    notices: null,
  });
  const accounts = [
    account('ddy', 'coordinator', null),
    account('shld', 'reviewer', null),
    ...numbers.map((unit) => account(`ll-${unit}`, 'liaison', unit)),
  ];
  return testOffice({ roster: makeRoster({ units, groups: [], contacts, accounts }) });
}

/** Item n has ten units, five of them shared with its neighbour, so that every unit has two items. */
function itemOf(n: number): PlanItem {
  const { due } = RUNGS[n % RUNGS.length] ?? RUNGS[0];
  return {
    key: String(n + 1),
    no: String(n + 1),
    section: '一',
    title: `任务${n + 1}`,
    text: `完成任务${n + 1}。`,
    kind: 'dated',
    dates: [due],
    units: Array.from({ length: EACH }, (_, k) => ({
      unit: unitId(n * (EACH / 2) + k),
      role: 'each' as const,
      via: null,
      due: null,
    })),
    unresolved: [],
    policy: null,
  };
}

export const wavePlan = (): Plan =>
  makePlan({
    notice: NOTICE,
    title: '2025年工作要点',
    number: '区府办〔2025〕1号',
    year: 2025,
    demo: false,
    coordinator: 'ddy',
    deputies: [],
    policy: null,
    items: Array.from({ length: ITEMS }, (_, n) => itemOf(n)),
  });

/** A ledger with the office and the notice, nothing issued. */
export async function prepareImported(home: string, now: Instant): Promise<Ledger> {
  const ledger = sure(await openLedger({ url: ledgerUrl(home), groupMs: 0 }));
  const by = { actor: 'ddy', now, requestKey: 'prepare' };
  await loadOffice(ledger, waveOffice(), by);
  const { notice: id, title, number, year, demo, coordinator, deputies } = wavePlan();
  const notice = { id, title, number, year, demo, coordinator, deputies };
  sure(await ledger.importNotice({ notice, text: title, ...by }));
  return ledger;
}

export const ledgerUrl = (home: string): string => `sqlite:${join(home, 'ledger.db')}`;

/** The moment of issuing, inside the window of its day. */
export const issueAt = (): Instant => instantAt(ISSUED, '10:00', 'Asia/Shanghai');

/** Issues, signs and delivers the letters without Temporal: the ledger alone, as it stands before the slot. */
export async function prepareWave(home: string): Promise<Wave> {
  const now = issueAt();
  const ledger = await prepareImported(home, now);
  const plan = wavePlan();
  const call = { plan, items: null, acceptPast: false, now, actor: 'ddy', requestKey: 'issue' };
  const { streams, batch } = sure(await ledger.issue(call));
  await Promise.all(streams.map((stream) => begin(ledger, stream, plan, now)));
  await ledger.composeLetters({ notice: NOTICE, batch, now });
  await deliver(ledger, now);
  await ledger.markComposed(
    civilDate('2025-09-16'),
    plusMs(slotAt(waveOffice(), civilDate('2025-09-16')), 0),
  );
  await ledger.close();
  const expected = plan.items.flatMap((item, n) =>
    item.units.map(
      ({ unit }) =>
        `${unit}|liaison|${SLOT}|${itemStream(NOTICE, item.key)}|${RUNGS[n % RUNGS.length]?.rung ?? ''}`,
    ),
  );
  return {
    url: ledgerUrl(home),
    streams,
    slotAt: slotAt(waveOffice(), SLOT),
    expected,
    mails: UNITS + 1,
  };
}

/** The item's first record, and the signatures of its units. */
async function begin(ledger: Ledger, stream: StreamId, plan: Plan, now: Instant): Promise<void> {
  const key = stream.slice(`item/${NOTICE}/`.length);
  const units = plan.items.find((item) => item.key === key)?.units ?? [];
  const commands = units.map(({ unit }) => envelope(`ll-${unit}`, { type: 'acknowledge', unit }));
  await ledger.record({ stream, head: EMPTY_HEAD, now, commands, wake: false });
}

/** A command on its way, under a key of its own. */
export const envelope = (actor: string, command: Command, key: string = randomUUID()): Envelope => ({
  key,
  digest: digestOf(command, actor, null),
  actor,
  onBehalf: null,
  command,
});

/** Sends everything that is ready, to nobody. */
async function deliver(ledger: Ledger, now: Instant): Promise<void> {
  for (;;) {
    const claim = await ledger.claim({ run: 'prepare', attempt: 1, now });
    if (claim.type === 'wait') throw new Error('the bucket is too small for these tests');
    if (claim.type === 'stop') break;
    await ledger.settle(claim.mail.key, { type: 'sent', response: '250 prepared', refused: [] }, now);
  }
  await ledger.journalDeliveries(now);
}
