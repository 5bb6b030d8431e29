import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { digestOf } from '../../client/duban';
import { loadOffice } from '../../client/load-office';
import { pooled } from '../../client/pool';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import { itemStream } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { DEFAULT_POLICY, type MailPolicy, type Policy } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Account, Contact, Unit } from '../../domain/roster/types';
import { slotAt, wakeAt } from '../../domain/slot';
import { civilDate, instantAt, plusMs, type Instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import { testOffice } from '../../test/support/office';
import { sure } from '../../test/support/sure';

/** The Wednesday on whose slot everything falls due, the working day before it, and the day of issue. */
export const SLOT = civilDate('2025-09-17');
export const EVE = civilDate('2025-09-16');
const ISSUED = civilDate('2025-07-01');
export const NOTICE = 'bench-2025-1';

/** Due dates whose ladder has a rung on that Wednesday, by rules.md: T-10, T-5, T-1. */
const DUE = [civilDate('2025-10-01'), civilDate('2025-09-24'), civilDate('2025-09-18')] as const;

/** How much there is to do: items, units, and how many units each item has. */
export interface Size {
  readonly items: number;
  readonly units: number;
  readonly each: number;
}

const unitId = (n: number, units: number): string => `u${String(n % units).padStart(5, '0')}`;

/** The address of a unit's liaison. */
const addressOf = (unit: string): string => `lly@${unit}.example`;

/** The office of a bench: so many units with a liaison each, one coordinator; the rest of the policy is the default. */
export function townOffice({ units }: Size, policy: Partial<Policy> = {}): Office {
  const ids = Array.from({ length: units }, (_, n) => unitId(n, units));
  const unit = (id: string): Unit => ({
    id,
    name: `区${id}局`,
    aliases: [],
    escalation: 'liaison',
    channel: 'mail',
  });
  const contact = (of: string): Contact => ({
    id: `${of}-l`,
    unit: of,
    role: 'liaison',
    name: `${of}联络员`,
    address: addressOf(of),
    from: null,
    until: null,
  });
  const account = (id: string, role: Account['role'], of: string | null): Account => ({
    id,
    role,
    name: id,
    phone: '000',
    address: `${id}@office.example`,
    unit: of,
    notices: null,
  });
  const accounts = [
    account('ddy', 'coordinator', null),
    account('shld', 'reviewer', null),
    ...ids.map((id) => account(`ll-${id}`, 'liaison', id)),
  ];
  const roster = makeRoster({ units: ids.map(unit), groups: [], contacts: ids.map(contact), accounts });
  return testOffice({ roster, policy: { ...DEFAULT_POLICY, ...policy } });
}

/** Item n has `each` units; all units get the same number of items, or one more. */
function itemOf(n: number, { units, each }: Size): PlanItem {
  return {
    key: String(n + 1),
    no: String(n + 1),
    section: '一',
    title: `任务${n + 1}`,
    text: `完成任务${n + 1}。`,
    kind: 'dated',
    dates: [DUE[n % DUE.length] ?? DUE[0]],
    units: Array.from({ length: each }, (_, k) => ({
      unit: unitId(n * each + k, units),
      role: 'each' as const,
      via: null,
      due: null,
    })),
    unresolved: [],
    policy: null,
  };
}

const planOf = (size: Size): Plan => planWith(Array.from({ length: size.items }, (_, n) => itemOf(n, size)));

const planWith = (items: readonly PlanItem[]): Plan =>
  makePlan({
    notice: NOTICE,
    title: '2025年工作要点',
    number: '区府办〔2025〕1号',
    year: 2025,
    demo: false,
    coordinator: 'ddy',
    deputies: [],
    policy: null,
    items,
  });

/** The ledger of a home. */
export const ledgerUrl = (home: string): string => `sqlite:${join(home, 'ledger.db')}`;

/** The moment of the slot in the office's clock. */
export const slotInstant = (size: Size): Instant => slotAt(townOffice(size), SLOT);

/**
 * Makes the ledger of an office on the eve of a busy morning, without Temporal: everything issued, signed, the letters
 * delivered, and a reminder for each item of each unit ahead at the next slot. `url` names an empty database.
 */
export async function prepareTown(url: string, size: Size): Promise<void> {
  const plan = planOf(size);
  const office = townOffice(size);
  const ledger = sure(await openLedger({ url }));
  const { batch, now } = await issue(ledger, office, plan);
  await pooled(plan.items, 100, (item) => begin(ledger, item, now));
  await ledger.composeLetters({ notice: NOTICE, batch, now });
  await deliver(ledger, now);
  await ledger.markComposed(EVE, slotAt(office, EVE));
  await ledger.close();
}

/** Puts an office into force, imports a notice and issues its plan, into the ledger alone. */
async function issue(ledger: Ledger, office: Office, plan: Plan) {
  const now = instantAt(ISSUED, '10:00', 'Asia/Shanghai');
  const by = { actor: 'ddy', now, requestKey: 'prepare' };
  await loadOffice(ledger, office, by);
  const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
  const notice = { id, title, number, year, demo, coordinator, deputies };
  sure(await ledger.importNotice({ notice, text: title, ...by }));
  const call = { plan, items: null, acceptPast: false, now, actor: 'ddy', requestKey: 'issue' };
  const { batch } = sure(await ledger.issue(call));
  return { batch, now };
}

/** Issues one item of so many units, due at the year's end, and nobody signs or does anything; the moment of issue. */
export async function issueYear(ledger: Ledger, units: number): Promise<Instant> {
  const size = { items: 1, units, each: units };
  const item = { ...itemOf(0, size), dates: [civilDate('2025-12-31')] };
  const { now } = await issue(ledger, townOffice(size), planWith([item]));
  return now;
}

/** The item's first record, and the signatures of its units. */
async function begin(ledger: Ledger, { key, units }: PlanItem, now: Instant): Promise<void> {
  const commands = units.map(({ unit }) => {
    const command = { type: 'acknowledge', unit } as const;
    const actor = `ll-${unit}`;
    const digest = digestOf(command, actor, null);
    return { key: randomUUID(), digest, actor, onBehalf: null, command };
  });
  const stream = itemStream(NOTICE, key);
  await ledger.record({ stream, head: EMPTY_HEAD, now, commands, wake: false });
}

/** Sends everything that is ready to nobody, as fast as the policy lets it; time jumps over the waits. */
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

/** What a run of the bench changes of the policy. */
export interface Settings {
  /** Minutes before the slot between which items wake. */
  readonly wake: Policy['wake'];
  readonly mail?: Partial<MailPolicy>;
}

/** Puts settings into force in a prepared ledger. */
export async function setTown(url: string, { wake, mail = {} }: Settings): Promise<void> {
  const ledger = sure(await openLedger({ url }));
  const policy = { ...DEFAULT_POLICY, wake, mail: { ...DEFAULT_POLICY.mail, ...mail } };
  const now = instantAt(EVE, '16:00', 'Asia/Shanghai');
  await ledger.setPolicy(policy, { actor: 'ddy', now, requestKey: randomUUID() });
  await ledger.close();
}

/** When the item of a stream wakes for the slot, in the office's clock. */
export const wakeOf = (size: Size, { wake }: Settings, stream: string): Instant =>
  wakeAt(townOffice(size, { wake }), stream, SLOT);
