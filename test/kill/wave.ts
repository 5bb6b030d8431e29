import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { DEFAULT_POLICY, type MailPolicy } from '../../domain/policy';
import { slotAt } from '../../domain/slot';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { opened } from '../support/ledger';
import {
  bringToEve,
  importDue,
  ISSUED,
  issueAt,
  issueDue,
  ledgerUrl,
  lookToEve,
  rungOf,
  SLOT,
  dueItem,
  dueOffice,
  duePlan,
} from '../support/office-due-at-once';

export { issueAt, ledgerUrl, SLOT } from '../support/office-due-at-once';

export const NOTICE = 'kill-2025-1';

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

const unitsOf = ({ units }: Size): readonly string[] => Array.from({ length: units }, (_, n) => unitId(n));

/** The address of every liaison. */
export const waveAddresses = (): readonly string[] => unitsOf(SIZE).map(addressOf);

/** The address of a unit's liaison. */
export const addressOf = (unit: string): string => `lly@${unit}.kill.example`;

const waveOffice = (posting: Posting = {}, size: Size = SIZE): Office =>
  dueOffice({
    units: unitsOf(size),
    addressOf,
    accountsAt: 'kill.example',
    policy: { ...DEFAULT_POLICY, mail: { ...DEFAULT_POLICY.mail, ...posting } },
  });

/** Item n has ten units, five of them shared with its neighbour, so that every unit has equally many items. */
const itemOf = (n: number, { units }: Size): PlanItem =>
  dueItem(
    n,
    rungOf(n).due,
    Array.from({ length: EACH }, (_, k) => unitId((n * (EACH / 2) + k) % units)),
  );

export const wavePlan = (size: Size = SIZE): Plan =>
  duePlan(
    NOTICE,
    Array.from({ length: size.items }, (_, n) => itemOf(n, size)),
  );

/** A ledger with the office and the notice, nothing issued; the slot of the day is over. */
export async function prepareImported(
  home: string,
  posting: Posting = {},
  size: Size = SIZE,
): Promise<Ledger> {
  const ledger = await opened({ url: ledgerUrl(home), groupMs: 0 });
  await importDue(ledger, waveOffice(posting, size), wavePlan(size));
  await ledger.markComposed(ISSUED, issueAt());
  return ledger;
}

/** Issues, signs and delivers the letters without Temporal: the ledger alone, as it stands before the slot. */
export async function prepareWave(home: string, posting: Posting = {}, size: Size = SIZE): Promise<Wave> {
  const ledger = await prepareImported(home, posting, size);
  const plan = wavePlan(size);
  await bringToEve(ledger, waveOffice(), plan, await issueDue(ledger, plan));
  await ledger.close();
  await lookToEve(ledgerUrl(home));
  const expected = plan.items.flatMap(({ key, units }, n) =>
    units.map(({ unit }) => `${unit}|liaison|${SLOT}|${itemStream(NOTICE, key)}|${rungOf(n).rung}`),
  );
  return {
    url: ledgerUrl(home),
    streams: plan.items.map(({ key }) => itemStream(NOTICE, key)),
    slotAt: slotAt(waveOffice(), SLOT),
    expected: expected.sort(),
    mails: size.units,
  };
}
