import { isProvisionalDay } from '../calendar/calendar';
import { isPending, roundAtWork } from '../item/dates';
import { inForce } from '../item/outcome';
import type { Round } from '../item/types';
import { isReturned, isUnsigned, numberedRound } from '../item/view';
import { askedIn, type Wait } from '../item/waits';
import type { OutboxRow } from '../item/outbox';
import { unitName } from './addressee';
import { rankOf } from '../ladder/rungs';
import type { Line, Section } from './types';
import { roundOfRow } from './valid';
import { isOpenAssignment, type SnapshotIndex, type ItemAssignment } from './snapshot';

/** What a line says beside the state: rows told with it, and where it stands when the state alone does not say. */
export interface LineTelling {
  readonly rows: readonly OutboxRow[];
  readonly section?: Section;
  /** What waits for the office: the line is about that round, whatever was raised. */
  readonly waits?: Wait;
  /** The round that the mail answers: the line is about it. */
  readonly answers?: Round | null;
  /** The full text of the item belongs in the mail. */
  readonly full?: boolean;
}

/** The section that the state alone gives a round of an open assignment; first match in the order of rules.md, Digest. */
function sectionOf(index: SnapshotIndex, itemAssignment: ItemAssignment, round: Round | null): Section {
  const { lamp } = index.lamp(itemAssignment, round);
  if (lamp === 'late') return 'overdue';
  if (lamp === 'dueSoon') return 'dueSoon';
  if (lamp === 'handedIn') return 'rest';
  if (isUnsigned(itemAssignment.assignment)) return 'unsigned';
  return round && isReturned(round) ? 'returned' : 'rest';
}

function sectionPlace(
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  round: Round | null,
  rows: readonly OutboxRow[],
): Section {
  const section = isOpenAssignment(itemAssignment) ? sectionOf(index, itemAssignment, round) : 'rest';
  return section === 'rest' && rows.some((row) => row.rung === 'C') ? 'changed' : section;
}

/** Highest rung first. */
const byRank = (rows: readonly OutboxRow[]): readonly OutboxRow[] =>
  rows.toSorted((a, b) => rankOf(b.rung) - rankOf(a.rung));

/** Other rounds that are late: no row of theirs stands in this mail, and they shall not go unseen. */
const alsoLateWith = (
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  shown: Round | null,
): Line['alsoLate'] =>
  itemAssignment.assignment.rounds.length > 1 && isOpenAssignment(itemAssignment)
    ? itemAssignment.assignment.rounds
        .filter((round) => round !== shown && isPending(round))
        .map((round) => ({ round, lamp: index.lamp(itemAssignment, round) }))
        .filter(({ lamp }) => lamp.lamp === 'late')
        .map(({ round, lamp: { daysLate } }) => ({
          round: round.no,
          due: inForce(round).due.date,
          daysLate,
        }))
    : [];

/**
 * The line of one item and unit as the state at this moment gives it. It speaks of ONE round throughout (section, lamp,
 * date, days late): the one that waits or is answered, that of the highest rung, which names it, else the round at work.
 */
export function lineOf(index: SnapshotIndex, itemAssignment: ItemAssignment, telling: LineTelling): Line {
  const { rows, section, waits, full = false } = telling;
  const plain = rows.length === 0 && section === undefined && waits === undefined && !full;
  const write = (): Line => writtenLine(index, itemAssignment, telling);
  return plain ? index.plainLine(itemAssignment, write) : write();
}

const NOTHING_TOLD: LineTelling = { rows: [] };

/** ■ or ▲, unsigned or returned: an open assignment that is listed in every digest and makes a week's first day full. */
export const isPressing = (index: SnapshotIndex, itemAssignment: ItemAssignment): boolean =>
  lineOf(index, itemAssignment, NOTHING_TOLD).section !== 'rest';

function writtenLine(index: SnapshotIndex, itemAssignment: ItemAssignment, telling: LineTelling): Line {
  const { state, assignment } = itemAssignment;
  const rows = byRank(telling.rows);
  const [first] = rows;
  const round =
    telling.waits?.round ??
    telling.answers ??
    (first && roundOfRow(assignment, first)) ??
    roundAtWork(assignment);
  const lamp = index.lamp(itemAssignment, round);
  const due = round && inForce(round).due;
  const dueProvisional = due !== null && isProvisionalDay(index.snapshot.office.calendar, due.date);
  const reasonProvisional = (telling.waits ?? lamp).provisional;
  const marks = [...new Set(rows.map(({ rung }) => rung))].slice(1);
  return {
    section: telling.waits
      ? 'waiting'
      : (telling.section ?? sectionPlace(index, itemAssignment, round, rows)),
    stream: state.stream,
    notice: state.notice,
    no: state.key,
    title: state.title,
    text: telling.full ? state.text : null,
    unit: assignment.unit,
    unitName: unitName(index.snapshot, assignment.unit),
    role: assignment.role,
    round: numberedRound(state, round),
    due: due?.date ?? null,
    dueProvisional,
    rung: first?.rung ?? null,
    marks,
    lamp: lamp.lamp,
    reason: (telling.waits ?? lamp).reason.zh,
    daysLate: lamp.daysLate,
    reasonProvisional,
    provisional: dueProvisional || reasonProvisional || rows.some((row) => row.provisional),
    waitsTooLong: telling.waits?.tooLong ?? false,
    asked: telling.waits ? askedIn(telling.waits) : null,
    alsoLate: alsoLateWith(index, itemAssignment, round),
    changes: telling.rows.flatMap((row) => row.change ?? []),
  };
}
