import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { addressedEdition, editionBody } from './edition';
import { entriesOf } from './calendar-entries';
import { lineOf } from './line';
import { byCodeUnits, sortLines } from './order';
import type { Edition } from './types';
import { isOpenAssignment, type SnapshotIndex, type ItemAssignment } from './snapshot';

/**
 * The letter of assignment (交办通知) of one unit in one issuing run of a notice; null when none of it is open any
 * more. What was assigned later has its own letter.
 */
export function composeLetter(
  index: SnapshotIndex,
  day: CivilDate,
  { unit, notice, batch }: { readonly unit: UnitId; readonly notice: string; readonly batch: number },
): Edition | null {
  const isOfRun = ({ state, assignment }: ItemAssignment): boolean =>
    state.notice === notice && state.batch === batch && assignment.assignedAt === state.issuedAt;
  const open = (index.itemAssignments.get(unit) ?? []).filter(isOpenAssignment);
  const itemAssignments = open.filter(isOfRun);
  const first = itemAssignments[0];
  if (!first) return null;
  const supplements = itemAssignments.filter(({ state }) => state.supplement).length;
  const lines = sortLines(
    itemAssignments.map((itemAssignment) =>
      lineOf(index, itemAssignment, { rows: [], section: 'unsigned', full: true }),
    ),
  );
  const body = editionBody(index, {
    kind: 'letter',
    slot: day,
    demo: itemAssignments.some(({ state }) => state.demo),
    totalOpen: open.length,
    lines,
    coordinator: first.state.coordinator,
    ...(supplements > 0 ? { supplements } : {}),
    events: itemAssignments.flatMap((itemAssignment) => entriesOf(itemAssignment, index.snapshot.office)),
  });
  return addressedEdition(index, { of: 'batch', unit, notice, batch }, body);
}

/** Units with an open part in the items of a notice's issuing run, in code-unit order. */
export const unitsOfRun = (index: SnapshotIndex, notice: string, batch: number): readonly UnitId[] =>
  [
    ...new Set(
      index.snapshot.items
        .filter((item) => item.notice === notice && item.batch === batch)
        .flatMap((item) => item.assignments.map(({ unit }) => unit)),
    ),
  ].sort(byCodeUnits);
