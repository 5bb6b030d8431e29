import { waitsOf, type Wait } from '../item/waits';
import type { CivilDate } from '../time';
import { isOpenAssignment, type SnapshotIndex, type ItemAssignment } from './snapshot';

/** What waits for the office in an open assignment at a slot, round by round. */
export const waitingOf = (
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  slot: CivilDate,
): readonly Wait[] =>
  isOpenAssignment(itemAssignment)
    ? waitsOf(itemAssignment.state, itemAssignment.assignment, index.snapshot.office, slot)
    : [];
