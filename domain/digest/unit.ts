import type { OutboxRow } from '../item/outbox';
import { firstOfMonth, firstOfWeek, firstWindowDay, isFullDay } from '../slot';
import type { CivilDate } from '../time';
import { dueMail, editionBody, type DueMail, type EditionBody } from './edition';
import { entriesOf } from './calendar-entries';
import { isPressing, lineOf } from './line';
import { sortLines } from './order';
import { sheetOf } from './sheets';
import type { CalendarEntry, Line, UrgingSheet } from './types';
import { isValid } from './valid';
import { groupBy, isOpenAssignment, freeRowsOf, type SnapshotIndex, type ItemAssignment } from './snapshot';
import type { ToUnit } from './mail-ref';

/** What one assignment contributes to an edition. */
interface DigestPart {
  readonly itemAssignment: ItemAssignment;
  readonly rows: readonly OutboxRow[];
  readonly line: Line;
}

/**
 * F (rules.md, Ladder): on the first working day of an ISO week when something presses (■, ▲, unsigned or
 * returned), else on the first working day of a month.
 */
export function isFull(
  index: SnapshotIndex,
  itemAssignments: readonly ItemAssignment[],
  slot: CivilDate,
): boolean {
  const { office } = index.snapshot;
  // Most days are neither, whatever presses.
  if (!isFullDay(office, slot)) return false;
  return itemAssignments.some((itemAssignment) => isPressing(index, itemAssignment))
    ? firstOfWeek(office, slot)
    : firstOfMonth(office, slot);
}

/** The letters of this day tell all that is open for the unit: they take the place of a full list. */
const lettersTellAll = (
  { snapshot }: SnapshotIndex,
  open: readonly ItemAssignment[],
  slot: CivilDate,
): boolean => open.every(({ assignment }) => firstWindowDay(snapshot.office, assignment.assignedAt) === slot);

/** A liaison reads of everything that presses; leaders only of what was raised to them. */
function digestParts(
  index: SnapshotIndex,
  to: ToUnit,
  valid: readonly OutboxRow[],
  full: boolean,
): readonly DigestPart[] {
  const itemAssignments = index.itemAssignments.get(to.unit) ?? [];
  const byStream = groupBy(valid, ({ stream }) => stream);
  return itemAssignments.flatMap((itemAssignment) => {
    const rows = byStream.get(itemAssignment.state.stream) ?? [];
    const listed =
      rows.length > 0 ||
      (to.audience === 'liaison' &&
        (isPressing(index, itemAssignment) || (full && isOpenAssignment(itemAssignment))));
    return listed ? [{ itemAssignment, rows, line: lineOf(index, itemAssignment, { rows }) }] : [];
  });
}

const validRows = (index: SnapshotIndex, to: ToUnit, rows: readonly OutboxRow[]): readonly OutboxRow[] => {
  if (rows.length === 0) return rows;
  const itemAssignments = new Map(
    (index.itemAssignments.get(to.unit) ?? []).map((itemAssignment) => [
      itemAssignment.state.stream,
      itemAssignment,
    ]),
  );
  return rows.filter((row) => {
    const itemAssignment = itemAssignments.get(row.stream);
    return itemAssignment !== undefined && isValid(index, itemAssignment, row);
  });
};

const sheetsOf = (
  index: SnapshotIndex,
  parts: readonly DigestPart[],
  slot: CivilDate,
): readonly UrgingSheet[] =>
  parts.flatMap(({ itemAssignment, rows }) => {
    const row = rows.find(({ rung }) => rung === 'R6');
    return (row && sheetOf(index, itemAssignment, row, slot)) ?? [];
  });

const changedEntries = (
  { snapshot }: SnapshotIndex,
  parts: readonly DigestPart[],
): readonly CalendarEntry[] =>
  parts
    .filter(({ line }) => line.changes.length > 0)
    .flatMap(({ itemAssignment }) => entriesOf(itemAssignment, snapshot.office));

/** Only change lines, no rung and nothing that presses: a mail of its own kind. */
const onlyChanges = (lines: readonly Line[]): boolean =>
  lines.every((line) => line.section === 'changed' && (line.rung === null || line.rung === 'C'));

/**
 * The mail that is due to a unit's liaisons, supervisor or chief at a slot; null when no raised row is valid, no change
 * is untold and it is no day of full lists. `rows`: those that may be told, by default all free ones.
 */
export function dueToUnit(
  index: SnapshotIndex,
  slot: CivilDate,
  to: ToUnit,
  rows: readonly OutboxRow[] = freeRowsOf(index, to),
): DueMail | null {
  // Leaders read only of what was raised to them.
  if (rows.length === 0 && to.audience !== 'liaison') return null;
  const open = (index.itemAssignments.get(to.unit) ?? []).filter(isOpenAssignment);
  const valid = validRows(index, to, rows);
  const full = to.audience === 'liaison' && isFull(index, open, slot) && !lettersTellAll(index, open, slot);
  // A valid row is told, and a full list is one of open items: there is a line at least.
  if (valid.length === 0 && !full) return null;
  const write = (): EditionBody =>
    unitBody(index, { to, slot, full, open, parts: digestParts(index, to, valid, full) });
  return dueMail(index, { of: 'slot', to, slot }, valid, write);
}

interface UnitContent {
  readonly to: ToUnit;
  readonly slot: CivilDate;
  readonly full: boolean;
  readonly open: readonly ItemAssignment[];
  readonly parts: readonly DigestPart[];
}

function unitBody(index: SnapshotIndex, { to, slot, full, open, parts: found }: UnitContent): EditionBody {
  const parts = partsInOrder(found);
  const lines = parts.map(({ line }) => line);
  const [first] = parts;
  if (!first) throw new RangeError(`nothing to tell ${to.unit} on ${slot}`);
  const liaison = to.audience === 'liaison';
  return editionBody(index, {
    kind: onlyChanges(lines) ? 'change' : 'digest',
    slot,
    demo: parts.some(({ itemAssignment }) => itemAssignment.state.demo),
    totalOpen: open.length,
    fullDay: full,
    lines,
    sheets: liaison ? sheetsOf(index, parts, slot) : [],
    coordinator: first.itemAssignment.state.coordinator,
    rows: parts.flatMap((part) => part.rows),
    events: liaison ? changedEntries(index, parts) : [],
  });
}

function partsInOrder(parts: readonly DigestPart[]): readonly DigestPart[] {
  const byLine = new Map(parts.map((part) => [part.line, part]));
  return sortLines([...byLine.keys()]).flatMap((line) => byLine.get(line) ?? []);
}
