import type { OutboxRow } from '../ladder/types';
import { firstOfMonth, firstOfWeek, firstWindowDay } from '../slot';
import type { CivilDate } from '../time';
import { digestKey, nameOf, noticesIn, signOf } from './addressee';
import { entriesOf } from './calendar-entries';
import { isPressing, lineOf } from './line';
import { sortLines } from './order';
import { sheetOf } from './sheets';
import type { Addressee, CalendarEntry, Edition, Line, UrgingSheet } from './types';
import { isValid } from './valid';
import { isOpenDuty, unitRows, type Desk, type Duty } from './world';

type ToUnit = Extract<Addressee, { unit: string }>;

/** What one duty contributes to an edition. */
interface Part {
  readonly duty: Duty;
  readonly rows: readonly OutboxRow[];
  readonly line: Line;
}

/**
 * F (rules.md, Ladder): on the first working day of an ISO week when something presses (■, ▲, unsigned or
 * returned), else on the first working day of a month.
 */
export const isFull = (desk: Desk, duties: readonly Duty[], slot: CivilDate): boolean =>
  duties.some((duty) => isPressing(desk, duty))
    ? firstOfWeek(desk.world.office, slot)
    : firstOfMonth(desk.world.office, slot);

/** The letters of this day tell all that is open for the unit: they take the place of a full list. */
const lettersTellAll = ({ world }: Desk, open: readonly Duty[], slot: CivilDate): boolean =>
  open.every(({ assignment }) => firstWindowDay(world.office, assignment.assignedAt) === slot);

/** A liaison reads of everything that presses; leaders only of what was raised to them. */
function partsOf(desk: Desk, to: ToUnit, valid: readonly OutboxRow[], full: boolean): readonly Part[] {
  const duties = desk.duties.get(to.unit) ?? [];
  return duties.flatMap((duty) => {
    const rows = valid.filter((row) => row.stream === duty.state.stream);
    const listed =
      rows.length > 0 ||
      (to.audience === 'liaison' && (isPressing(desk, duty) || (full && isOpenDuty(duty))));
    return listed ? [{ duty, rows, line: lineOf(desk, duty, { rows }) }] : [];
  });
}

const validRows = (desk: Desk, to: ToUnit, rows: readonly OutboxRow[]): readonly OutboxRow[] => {
  const duties = new Map((desk.duties.get(to.unit) ?? []).map((duty) => [duty.state.stream, duty]));
  return rows.filter((row) => {
    const duty = duties.get(row.stream);
    return duty !== undefined && isValid(desk, duty, row);
  });
};

const sheetsOf = (desk: Desk, parts: readonly Part[], slot: CivilDate): readonly UrgingSheet[] =>
  parts.flatMap(({ duty, rows }) => {
    const row = rows.find(({ rung }) => rung === 'R6');
    return (row && sheetOf(desk, duty, row, slot)) ?? [];
  });

const changedEntries = ({ world }: Desk, parts: readonly Part[]): readonly CalendarEntry[] =>
  parts.filter(({ line }) => line.changes.length > 0).flatMap(({ duty }) => entriesOf(duty, world.office));

/** Only change lines, no rung and nothing that presses: a mail of its own kind. */
const onlyChanges = (lines: readonly Line[]): boolean =>
  lines.every((line) => line.section === 'changed' && (line.rung === null || line.rung === 'C'));

/**
 * The edition of a unit's liaisons, supervisor or chief for a slot; null when no raised row is valid, no change
 * is untold and it is no day of full lists. `rows`: those that may be told, by default all free ones.
 */
export function composeUnit(
  desk: Desk,
  slot: CivilDate,
  to: ToUnit,
  rows: readonly OutboxRow[] = unitRows(desk, to),
): Edition | null {
  const open = (desk.duties.get(to.unit) ?? []).filter(isOpenDuty);
  const valid = validRows(desk, to, rows);
  const full = to.audience === 'liaison' && isFull(desk, open, slot) && !lettersTellAll(desk, open, slot);
  if (valid.length === 0 && !full) return null;
  const parts = inOrder(partsOf(desk, to, valid, full));
  const lines = parts.map(({ line }) => line);
  const first = parts[0];
  if (!first) return null;
  const liaison = to.audience === 'liaison';
  return {
    key: digestKey(to, slot),
    kind: onlyChanges(lines) ? 'change' : 'digest',
    to,
    slot,
    demo: parts.some(({ duty }) => duty.state.demo),
    name: nameOf(desk.world, to),
    totalOpen: open.length,
    fullDay: full,
    lines,
    sheets: liaison ? sheetsOf(desk, parts, slot) : [],
    findings: [],
    tasks: [],
    message: null,
    sign: signOf(desk.world, first.duty.state.coordinator),
    notices: noticesIn(desk, lines),
    rows: parts.flatMap((part) => part.rows.map((row) => row.key)),
    events: liaison ? changedEntries(desk, parts) : [],
  };
}

function inOrder(parts: readonly Part[]): readonly Part[] {
  const byLine = new Map(parts.map((part) => [part.line, part]));
  return sortLines([...byLine.keys()]).flatMap((line) => byLine.get(line) ?? []);
}
