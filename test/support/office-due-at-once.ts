import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { commandDigest } from '../../office/running/command';
import { noticeInfo } from '../../office/intake/files/notice-folder';
import { loadOffice } from '../../office/load-office';
import { pooled } from '../../office/running/pool';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import { itemStream } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import { makePlan } from '../../domain/plan/plan';
import type { Plan, PlanItem } from '../../domain/plan/types';
import type { Policy } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Account, Contact, Unit, UnitId } from '../../domain/roster/types';
import { slotAt } from '../../domain/slot';
import { civilDate, instantAt, plusMs, type CivilDate, type Instant } from '../../domain/time';
import { databaseAt } from '../../ledger/database/place';
import type { Ledger } from '../../ledger/ledger';
import { testOffice } from './office';
import { sure } from './sure';

/** The Wednesday on whose slot everything falls due, and the working day before it. */
export const SLOT = civilDate('2025-09-17');
export const EVE = civilDate('2025-09-16');

/** The day of issue, and the moment, inside its window. */
export const ISSUED = civilDate('2025-07-01');
export const issueAt = (): Instant => instantAt(ISSUED, '10:00', 'Asia/Shanghai');

/** Due dates whose ladder has a rung on that Wednesday, by rules.md: T-10, T-5, T-1. */
const RUNGS = [
  { rung: 'R2', due: civilDate('2025-10-01') },
  { rung: 'R3', due: civilDate('2025-09-24') },
  { rung: 'R5', due: civilDate('2025-09-18') },
] as const;

/** The due date of item n, and its rung on that Wednesday. */
export const rungOf = (n: number): (typeof RUNGS)[number] => RUNGS[n % RUNGS.length] ?? RUNGS[0];

/** The ledger of a home. */
export const ledgerUrl = (home: string): string => `sqlite:${join(home, 'ledger.db')}`;

/** What such offices differ in: their units, where mail goes, and the policy. */
export interface DueAtOnce {
  readonly units: readonly UnitId[];
  /** The address of a unit's liaison. */
  readonly addressOf: (unit: UnitId) => string;
  /** The domain of the addresses of accounts. */
  readonly accountsAt: string;
  readonly policy: Policy;
}

const unit = (id: UnitId): Unit => ({
  id,
  name: `区${id}局`,
  aliases: [],
  escalation: 'liaison',
  channel: 'mail',
});

const contact = (of: UnitId, address: string): Contact => ({
  id: `${of}-l`,
  unit: of,
  role: 'liaison',
  name: `${of}联络员`,
  phone: '',
  address,
  from: null,
  until: null,
});

const account = (id: string, role: Account['role'], domain: string, of: UnitId | null = null): Account => ({
  id,
  role,
  name: id,
  phone: '000',
  address: `${id}@${domain}`,
  unit: of,
  notices: null,
});

const liaisonOf = (of: UnitId): string => `ll-${of}`;

/** An office with one coordinator, ddy, one reviewer, and a liaison in each unit. */
export function dueOffice({ units, addressOf, accountsAt, policy }: DueAtOnce): Office {
  const accounts = [
    account('ddy', 'coordinator', accountsAt),
    account('shld', 'reviewer', accountsAt),
    ...units.map((id) => account(liaisonOf(id), 'liaison', accountsAt, id)),
  ];
  const contacts = units.map((id) => contact(id, addressOf(id)));
  return testOffice({
    policy,
    roster: makeRoster({ units: units.map(unit), groups: [], contacts, accounts }),
  });
}

/** Item n of a notice, for each of these units, due on a day. */
export const dueItem = (n: number, due: CivilDate, units: readonly UnitId[]): PlanItem => ({
  key: String(n + 1),
  section: '一',
  title: `任务${n + 1}`,
  text: `完成任务${n + 1}。`,
  kind: 'dated',
  dates: [due],
  units: units.map((id) => ({ unit: id, role: 'each', via: null, due: null })),
  unresolved: [],
  policy: null,
});

/** The plan of a notice with these items, owned by ddy. */
export const duePlan = (notice: string, items: readonly PlanItem[]): Plan =>
  makePlan({
    notice,
    title: '2025年工作要点',
    number: '区府办〔2025〕1号',
    year: 2025,
    demo: false,
    coordinator: 'ddy',
    deputies: [],
    policy: null,
    items,
  });

/** Puts an office into force and imports the notice of a plan; nothing is issued. */
export async function importDue(ledger: Ledger, office: Office, plan: Plan): Promise<void> {
  const by = { actor: 'ddy', now: issueAt(), requestKey: 'prepare' };
  await loadOffice(ledger, office, by);
  sure(await ledger.importNotice({ notice: noticeInfo(plan), text: plan.title, ...by }));
}

/** Issues all of a plan whose notice was imported, into the ledger alone; the run it was. */
export async function issueDue(ledger: Ledger, plan: Plan): Promise<number> {
  const call = { plan, items: null, acceptPast: false, now: issueAt(), actor: 'ddy', requestKey: 'issue' };
  return sure(await ledger.issue(call)).batch;
}

/**
 * Brings a plan that was just issued to its eve without Temporal: every unit has signed, the letters are delivered, the
 * slot of the eve is composed.
 */
export async function bringToEve(ledger: Ledger, office: Office, plan: Plan, batch: number): Promise<void> {
  const now = issueAt();
  await pooled(plan.items, 100, (item) => begin(ledger, plan.notice, item, now));
  await ledger.composeLetters({ notice: plan.notice, batch, now });
  await deliver(ledger, now);
  await ledger.markComposed(EVE, slotAt(office, EVE));
}

/**
 * The items of a closed ledger have looked at every day until the eve: else it would have waited for them in vain, and
 * the slot would not wait for them.
 */
export async function lookToEve(url: string): Promise<void> {
  const { database } = sure(databaseAt(url, { readOnly: false, create: false }));
  await database.db.updateTable('items').set({ next_slot: SLOT }).where('next_slot', '<', SLOT).execute();
  await database.close();
}

/** The item's first record, and the signatures of its units. */
async function begin(ledger: Ledger, notice: string, { key, units }: PlanItem, now: Instant): Promise<void> {
  const commands = units.map(({ unit }) => {
    const command = { type: 'acknowledge', unit } as const;
    const actor = liaisonOf(unit);
    const digest = commandDigest(command, actor, null);
    return { key: randomUUID(), digest, actor, onBehalf: null, command };
  });
  await ledger.record({ stream: itemStream(notice, key), head: EMPTY_HEAD, now, commands, wake: false });
}

/** Sends everything that is ready to nobody, as fast as the policy lets it; time jumps over the waits. */
export async function deliver(ledger: Ledger, from: Instant): Promise<void> {
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
