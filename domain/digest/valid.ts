import { isPending, roundNumbered } from '../item/dates';
import { isHandedIn, isUnsigned, roundNo } from '../item/view';
import type { Assignment, Round } from '../item/types';
import { quartersOf, type OwedQuarter } from '../ladder/quarters';
import type { OutboxRow } from '../item/outbox';
import { isOpenAssignment, type SnapshotIndex, type ItemAssignment } from './snapshot';

/** The quarter that a row of a continuous item speaks of ("2025Q3.1"); undefined for dated rungs. */
export const rowQuarter = (
  index: SnapshotIndex,
  { state, assignment }: ItemAssignment,
  row: OutboxRow,
): OwedQuarter | undefined =>
  quartersOf(state, assignment, index.snapshot.office).find(({ name }) => row.ordinal.startsWith(`${name}.`));

/** The round that a raised row speaks of; null for change lines, reminders to sign and quarters, which belong to none. */
export const roundOfRow = (assignment: Assignment, row: OutboxRow): Round | null =>
  row.rung === 'C' ? null : roundNumbered(assignment, roundNo(row.ordinal));

/** A dated rung is valid while its own round has that version, is not done and not handed in. */
function standsForDate(assignment: Assignment, row: OutboxRow): boolean {
  const round = roundOfRow(assignment, row);
  return round !== null && isPending(round) && round.versions.at(-1)?.version === row.version;
}

/** 催签收 is valid while nothing is signed and nothing handed in; it does not depend on a date, so neither on a version. */
const standsForSigning = (assignment: Assignment): boolean =>
  isUnsigned(assignment) && !assignment.rounds.some(isHandedIn);

/** A quarter's rung is valid while its report is missing. */
const standsForQuarter = (index: SnapshotIndex, itemAssignment: ItemAssignment, row: OutboxRow): boolean =>
  rowQuarter(index, itemAssignment, row)?.reported === false;

/**
 * A raised row is still to be told at this moment: the item is open, the unit's part neither accepted nor
 * released, the version current, nothing handed in (rules.md, Digest). A change line (C) always is.
 */
export function isValid(index: SnapshotIndex, itemAssignment: ItemAssignment, row: OutboxRow): boolean {
  if (row.rung === 'C') return true;
  if (!isOpenAssignment(itemAssignment)) return false;
  if (row.rung === 'R1') return standsForSigning(itemAssignment.assignment);
  return itemAssignment.state.kind === 'continuous'
    ? standsForQuarter(index, itemAssignment, row)
    : standsForDate(itemAssignment.assignment, row);
}
