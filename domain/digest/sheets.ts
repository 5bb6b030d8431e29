import { countDays, isProvisionalDay, shift } from '../calendar/calendar';
import { roundAtWork } from '../item/dates';
import { inForce } from '../item/outcome';
import type { OutboxRow } from '../item/outbox';
import { numberedRound } from '../item/view';
import { type CivilDate } from '../time';
import type { UrgingSheet } from './types';
import { rowQuarter, roundOfRow } from './valid';
import type { SnapshotIndex, ItemAssignment } from './snapshot';

/** Working days after the slot within which a 催办单 is to be answered: one day before R7 (B+3) follows R6 (B+1). */
const ANSWER_WITHIN = 1;

/** "青府办发〔2025〕13号-4-1": notice, item, round; the version follows once a date has been moved. */
const sheetNumber = (notice: string, no: string, row: OutboxRow): string =>
  [notice, no, row.ordinal.split('.')[0], ...(row.version > 1 ? [`改${row.version - 1}`] : [])].join('-');

/**
 * The urging sheet (催办单) of an R6 row, about the row's own round throughout; for a missing quarterly report the date
 * is the quarter's end.
 */
export function sheetOf(
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  row: OutboxRow,
  slot: CivilDate,
): UrgingSheet | null {
  const { state, assignment } = itemAssignment;
  const { calendar } = index.snapshot.office;
  const round = roundOfRow(assignment, row) ?? roundAtWork(assignment);
  const due = rowQuarter(index, itemAssignment, row)?.end ?? (round && inForce(round).due.date);
  if (due === null) return null;
  const late = countDays(calendar, due, slot);
  const answerBy = shift(calendar, slot, ANSWER_WITHIN);
  return {
    stream: state.stream,
    number: sheetNumber(index.notices.get(state.notice)?.number ?? state.notice, state.key, row),
    no: state.key,
    title: state.title,
    text: state.text,
    round: numberedRound(state, round),
    due,
    daysLate: Math.max(1, late.days),
    answerBy: answerBy.date,
    provisional: {
      due: isProvisionalDay(calendar, due),
      daysLate: late.provisional,
      answerBy: answerBy.provisional,
    },
  };
}
