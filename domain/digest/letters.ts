import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { letterKey, nameOf, noticesIn, signOf } from './addressee';
import { entriesOf } from './calendar-entries';
import { lineOf } from './line';
import { byCodeUnits, sortLines } from './order';
import type { Edition } from './types';
import { isOpenDuty, type Desk, type Duty } from './world';

/**
 * The letter of assignment (交办通知) of one unit in one issuing run of a notice; null when none of it is open any
 * more. What was assigned later has its own letter.
 */
export function composeLetter(
  desk: Desk,
  day: CivilDate,
  { unit, notice, batch }: { readonly unit: UnitId; readonly notice: string; readonly batch: number },
): Edition | null {
  const isOfRun = ({ state, assignment }: Duty): boolean =>
    state.notice === notice && state.batch === batch && assignment.assignedAt === state.issuedAt;
  const open = (desk.duties.get(unit) ?? []).filter(isOpenDuty);
  const duties = open.filter(isOfRun);
  const first = duties[0];
  if (!first) return null;
  const lines = sortLines(
    duties.map((duty) => lineOf(desk, duty, { rows: [], section: 'unsigned', full: true })),
  );
  const to = { unit, audience: 'liaison' as const };
  return {
    key: letterKey(unit, notice, batch),
    kind: 'letter',
    to,
    slot: day,
    demo: duties.some(({ state }) => state.demo),
    name: nameOf(desk.world, to),
    totalOpen: open.length,
    fullDay: false,
    lines,
    sheets: [],
    findings: [],
    tasks: [],
    message: null,
    ...(duties.every(({ state }) => state.supplement) ? { supplement: true as const } : {}),
    sign: signOf(desk.world, first.state.coordinator),
    notices: noticesIn(desk, lines),
    rows: [],
    events: duties.flatMap((duty) => entriesOf(duty, desk.world.office)),
  };
}

/** Units with an open part in the items of a notice's issuing run, in code-unit order. */
export const unitsOfRun = (desk: Desk, notice: string, batch: number): readonly UnitId[] =>
  [
    ...new Set(
      desk.world.items
        .filter((item) => item.notice === notice && item.batch === batch)
        .flatMap((item) => item.assignments.map(({ unit }) => unit)),
    ),
  ].sort(byCodeUnits);
