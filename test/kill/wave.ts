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
import { DEFAULT_POLICY, type MailPolicy } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Account, Contact, Unit } from '../../domain/roster/types';
import { slotAt } from '../../domain/slot';
import { civilDate, instantAt, plusMs, type Instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';

/** The Wednesday on whose slot everything falls due; the day on which it was issued. */
export const SLOT = civilDate('2025-09-17');
const EVE = civilDate('2025-09-16');
const ISSUED = civilDate('2025-07-01');
export const NOTICE = 'kill-2025-1';

/** Due dates whose ladder has a rung on that Wednesday, by rules.md: T-10, T-5, T-1. */
const RUNGS = [
  { rung: 'R2', due: civilDate('2025-10-01') },
  { rung: 'R3', due: civilDate('2025-09-24') },
  { rung: 'R5', due: civilDate('2025-09-18') },
] as const;

/** How large a wave is; each item has ten units. */
export interface Size {
  readonly units: number;
  readonly items: number;
}

const SIZE: Size = { units: 200, items: 40 };
const EACH = 10;

/** Chunks and connections of posting; the default is the policy's. */
type Posting = Partial<Pick<MailPolicy, 'chunks' | 'connections'>>;

/** A ledger on the eve of a wave: everything signed, and a reminder for each item of each unit at the next slot. */
export interface Wave {
  readonly url: string;
  readonly streams: readonly StreamId[];
  readonly slotAt: Instant;
  /** "unit|audience|slot|stream|rung" that must arrive, each exactly once. */
  readonly expected: readonly string[];
  /** Mails at the slot, one for each unit; nothing waits that the coordinator would have to hear of. */
  readonly mails: number;
}

const unitId = (n: number): string => `u${String(n).padStart(3, '0')}`;

/** The address of every liaison. */
export const waveAddresses = (): readonly string[] =>
  Array.from({ length: SIZE.units }, (_, n) => addressOf(unitId(n)));

/** The address of a unit's liaison. */
export const addressOf = (unit: string): string => `lly@${unit}.kill.example`;

function waveOffice(posting: Posting = {}, { units: count }: Size = SIZE): Office {
  const numbers = Array.from({ length: count }, (_, n) => unitId(n));
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
    address: addressOf(unit),
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
  const policy = { ...DEFAULT_POLICY, mail: { ...DEFAULT_POLICY.mail, ...posting } };
  return testOffice({ policy, roster: makeRoster({ units, groups: [], contacts, accounts }) });
}

/** Item n has ten units, five of them shared with its neighbour, so that every unit has equally many items. */
function itemOf(n: number, { units }: Size): PlanItem {
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
      unit: unitId((n * (EACH / 2) + k) % units),
      role: 'each' as const,
      via: null,
      due: null,
    })),
    unresolved: [],
    policy: null,
  };
}

export const wavePlan = (size: Size = SIZE): Plan =>
  makePlan({
    notice: NOTICE,
    title: '2025年工作要点',
    number: '区府办〔2025〕1号',
    year: 2025,
    demo: false,
    coordinator: 'ddy',
    deputies: [],
    policy: null,
    items: Array.from({ length: size.items }, (_, n) => itemOf(n, size)),
  });

/** A ledger with the office and the notice, nothing issued; the slot of the day is over. */
export async function prepareImported(
  home: string,
  posting: Posting = {},
  size: Size = SIZE,
): Promise<Ledger> {
  const now = issueAt();
  const ledger = sure(await openLedger({ url: ledgerUrl(home), groupMs: 0 }));
  const by = { actor: 'ddy', now, requestKey: 'prepare' };
  await loadOffice(ledger, waveOffice(posting, size), by);
  const { notice: id, title, number, year, demo, coordinator, deputies } = wavePlan(size);
  const notice = { id, title, number, year, demo, coordinator, deputies };
  sure(await ledger.importNotice({ notice, text: title, ...by }));
  await ledger.markComposed(ISSUED, now);
  return ledger;
}

/** The ledger of a home. */
export const ledgerUrl = (home: string): string => `sqlite:${join(home, 'ledger.db')}`;

/** The moment of issuing, inside the window of its day. */
export const issueAt = (): Instant => instantAt(ISSUED, '10:00', 'Asia/Shanghai');

/** Issues, signs and delivers the letters without Temporal: the ledger alone, as it stands before the slot. */
export async function prepareWave(home: string, posting: Posting = {}, size: Size = SIZE): Promise<Wave> {
  const now = issueAt();
  const ledger = await prepareImported(home, posting, size);
  const plan = wavePlan(size);
  const call = { plan, items: null, acceptPast: false, now, actor: 'ddy', requestKey: 'issue' };
  const { streams, batch } = sure(await ledger.issue(call));
  await Promise.all(streams.map((stream) => begin(ledger, stream, plan, now)));
  await ledger.composeLetters({ notice: NOTICE, batch, now });
  await deliver(ledger, now);
  await ledger.markComposed(EVE, slotAt(waveOffice(), EVE));
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
    expected: expected.sort(),
    mails: size.units,
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
const envelope = (actor: string, command: Command): Envelope => ({
  key: randomUUID(),
  digest: digestOf(command, actor, null),
  actor,
  onBehalf: null,
  command,
});

/** Sends everything that is ready, to nobody, as fast as the policy lets it. */
async function deliver(ledger: Ledger, from: Instant): Promise<void> {
  for (let now = from; ;) {
    const claim = await ledger.claim({ run: 'prepare', attempt: 1, now });
    if (claim.type === 'stop') {
      await ledger.journalDeliveries(now);
      return;
    }
    if (claim.type === 'wait') now = plusMs(now, claim.ms);
    else await ledger.settle(claim.mail.key, { type: 'sent', response: '250 prepared', refused: [] }, now);
  }
}
