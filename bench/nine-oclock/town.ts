import { randomUUID } from 'node:crypto';
import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { PlanItem } from '../../domain/plan/types';
import { DEFAULT_POLICY, type MailPolicy, type Policy } from '../../domain/policy';
import { slotAt, wakeAt } from '../../domain/slot';
import { civilDate, instantAt, type CivilDate, type Instant } from '../../domain/time';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/ledger';
import { opened } from '../../test/support/ledger';
import { sure } from '../../test/support/sure';
import {
  bringToEve,
  lookToEve,
  EVE,
  importDue,
  issueAt,
  issueDue,
  rungOf,
  SLOT,
  dueItem,
  dueOffice,
  duePlan,
} from '../../test/support/office-due-at-once';

export { EVE, ledgerUrl, SLOT } from '../../test/support/office-due-at-once';

const NOTICE = 'bench-2025-1';

/** How much there is to do: items, units, and how many units each item has. */
export interface Size {
  readonly items: number;
  readonly units: number;
  readonly each: number;
  /** So many of the items have something due at the slot, the others at the year's end; default all. */
  readonly due?: number;
}

const FAR = civilDate('2025-12-31');

/** Items of one notice; a plan holds no more, and what is above goes into further notices. */
const OF_NOTICE = 10_000;

const noticeOf = (n: number): string => (n < OF_NOTICE ? NOTICE : `${NOTICE}-${Math.floor(n / OF_NOTICE)}`);

/** The stream of item n, from 0. */
export const streamAt = (n: number): StreamId => itemStream(noticeOf(n), String(n + 1));

const unitId = (n: number, units: number): string => `u${String(n % units).padStart(5, '0')}`;

/** The office of a bench; what the policy does not say is the default. */
const officeOf = ({ units }: Size, policy: Partial<Policy> = {}): Office =>
  dueOffice({
    units: Array.from({ length: units }, (_, n) => unitId(n, units)),
    addressOf: (unit) => `lly@${unit}.example`,
    accountsAt: 'office.example',
    policy: { ...DEFAULT_POLICY, ...policy },
  });

/** Item n has `each` units; all units get the same number of items, or one more. */
const itemOf = (n: number, { units, each }: Size, due: CivilDate): PlanItem =>
  dueItem(
    n,
    due,
    Array.from({ length: each }, (_, k) => unitId(n * each + k, units)),
  );

/** The moment of the slot in the office's clock. */
export const slotInstant = (size: Size): Instant => slotAt(officeOf(size), SLOT);

/**
 * Makes the ledger of an office on the eve of a busy morning, without Temporal: everything issued, signed, the letters
 * delivered, and a reminder for each item of each unit ahead at the next slot. `url` names an empty database.
 */
export async function prepareTown(url: string, size: Size): Promise<void> {
  const { items: count, due = count } = size;
  const items = Array.from({ length: count }, (_, n) => itemOf(n, size, n < due ? rungOf(n).due : FAR));
  const office = officeOf(size);
  const ledger = await opened({ url });
  for (let from = 0; from < count; from += OF_NOTICE) {
    const plan = duePlan(noticeOf(from), items.slice(from, from + OF_NOTICE));
    await importDue(ledger, office, plan);
    await bringToEve(ledger, office, plan, await issueDue(ledger, plan));
  }
  await ledger.close();
  await lookToEve(url);
}

/** Issues one item of so many units, due at the year's end, and nobody signs or does anything; the moment of issue. */
export async function issueYear(ledger: Ledger, units: number): Promise<Instant> {
  const size = { items: 1, units, each: units };
  const plan = duePlan(NOTICE, [itemOf(0, size, FAR)]);
  await importDue(ledger, officeOf(size), plan);
  await issueDue(ledger, plan);
  return issueAt();
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
  // No item runs yet, and each looks at its agenda when it starts: to wake them for it would be measured as a second start.
  for (const owed of await ledger.errands()) if (owed.errand.type === 'wake') await ledger.strikeOff(owed);
  await ledger.close();
}

/** When the item of a stream wakes for the slot, in the office's clock. */
export const wakeOf = (size: Size, { wake }: Settings, stream: string): Instant =>
  wakeAt(officeOf(size, { wake }), stream, SLOT);
