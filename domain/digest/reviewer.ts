import { shift } from '../calendar/calendar';
import type { Wait } from '../item/waits';
import type { OutboxRow } from '../item/outbox';
import { accountOf } from '../roster/roster';
import type { Account } from '../roster/types';
import { slotAt } from '../slot';
import type { CivilDate } from '../time';
import { dueMail, editionBody, type DueMail } from './edition';
import { lineOf } from './line';
import { sortLines } from './order';
import type { Line } from './types';
import { groupBy, type SnapshotIndex, type ItemAssignment, waitingOf } from './snapshot';
import type { ToAccount } from './mail-ref';

/** An assignment with what waits in it, and the rows that pass it on. */
interface Passed {
  readonly itemAssignment: ItemAssignment;
  readonly waits: Wait;
  readonly rows: readonly OutboxRow[];
}

/** May review: on the notice, and not of the unit itself. */
const reviewsFor = (account: Account, { state, assignment }: ItemAssignment): boolean =>
  (account.notices === null || account.notices.includes(state.notice)) && account.unit !== assignment.unit;

/** What the 审核领导 has to know: whatever waits too long, and the requests that only they may grant. */
function passedTo(
  index: SnapshotIndex,
  account: Account,
  slot: CivilDate,
  rows: readonly OutboxRow[],
): readonly Passed[] {
  const raised = groupBy(rows, (row) => `${row.stream}|${row.unit}`);
  return index.all
    .filter((itemAssignment) => reviewsFor(account, itemAssignment))
    .flatMap((itemAssignment) => {
      const rows = raised.get(`${itemAssignment.state.stream}|${itemAssignment.assignment.unit}`) ?? [];
      const waiting = waitingOf(index, itemAssignment, slot).filter(
        ({ tooLong, forReviewer }) => tooLong || forReviewer,
      );
      return waiting.map((waits, i) => ({ itemAssignment, waits, rows: i === 0 ? rows : [] }));
    });
}

/** Passed on once: by the row of what has come to wait too long, or in the first slot after a request came. */
function isNew(index: SnapshotIndex, { waits, rows }: Passed, slot: CivilDate): boolean {
  const { office } = index.snapshot;
  const before = slotAt(office, shift(office.calendar, slot, -1).date);
  return rows.length > 0 || (waits.forReviewer && before < waits.since);
}

const waitingLine = (index: SnapshotIndex, { itemAssignment, waits }: Passed): Line =>
  lineOf(index, itemAssignment, { rows: [], waits });

const reviewerRows = (index: SnapshotIndex): readonly OutboxRow[] =>
  index.snapshot.rows.filter((row) => row.audience === 'reviewer');

/**
 * The mail that is due to a reviewer (审核领导): hand-ins and requests that wait too long or that only a reviewer may
 * decide. Null unless one of them is passed on today; then it lists all of them.
 */
export function dueToReviewer(
  index: SnapshotIndex,
  slot: CivilDate,
  to: ToAccount,
  rows: readonly OutboxRow[] = reviewerRows(index),
): DueMail | null {
  const account = accountOf(index.snapshot.office.roster, to.account);
  const passed = account ? passedTo(index, account, slot, rows) : [];
  const first = passed[0];
  if (!first || !passed.some((one) => isNew(index, one, slot))) return null;
  const told = passed.flatMap((one) => one.rows);
  return dueMail(index, { of: 'slot', to, slot }, told, () =>
    editionBody(index, {
      kind: 'digest',
      slot,
      demo: passed.some(({ itemAssignment }) => itemAssignment.state.demo),
      totalOpen: new Set(passed.map(({ itemAssignment }) => itemAssignment.state.stream)).size,
      lines: sortLines(passed.map((one) => waitingLine(index, one))),
      coordinator: first.itemAssignment.state.coordinator,
      rows: told,
    }),
  );
}
