import { isHandedIn, isUnsigned } from '../item/view';
import type { Assignment, Occurrence } from '../item/types';
import { quartersOf, type OwedQuarter } from '../ladder/quarters';
import type { OutboxRow } from '../ladder/types';
import { isOpenDuty, type Desk, type Duty } from './world';

/** The quarter that a row of a continuous item speaks of ("2025Q3.1"); undefined for dated rungs. */
export const quarterOf = (desk: Desk, { state, assignment }: Duty, row: OutboxRow): OwedQuarter | undefined =>
  quartersOf(state, assignment, desk.world.office).find(({ name }) => row.occurrence.startsWith(`${name}.`));

const occurrenceOf = (assignment: Assignment, row: OutboxRow): Occurrence | undefined =>
  assignment.occurrences.find((occurrence) => occurrence.no === Number.parseInt(row.occurrence, 10));

/** A dated rung stands while its own occurrence has that version, is not accepted and not handed in. */
function standsForDate(assignment: Assignment, row: OutboxRow): boolean {
  const occurrence = occurrenceOf(assignment, row);
  return (
    occurrence !== undefined &&
    occurrence.outcome === null &&
    occurrence.versions.at(-1)?.version === row.version &&
    !isHandedIn(occurrence)
  );
}

/** 催签收 stands while nothing is signed and nothing handed in; it does not hang on a date, so neither on a version. */
const standsForSigning = (assignment: Assignment): boolean =>
  isUnsigned(assignment) && !assignment.occurrences.some(isHandedIn);

/** A quarter's rung stands while its report is missing. */
const standsForQuarter = (desk: Desk, duty: Duty, row: OutboxRow): boolean =>
  quarterOf(desk, duty, row)?.reported === false;

/**
 * A raised row is still to be told at this moment: the item is open, the unit's part neither accepted nor
 * released, the version current, nothing handed in (rules.md, Digest). A change line (C) always is.
 */
export function isValid(desk: Desk, duty: Duty, row: OutboxRow): boolean {
  if (row.rung === 'C') return true;
  if (!isOpenDuty(duty)) return false;
  if (row.rung === 'R1') return standsForSigning(duty.assignment);
  return duty.state.kind === 'continuous'
    ? standsForQuarter(desk, duty, row)
    : standsForDate(duty.assignment, row);
}
