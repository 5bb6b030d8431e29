import { shift } from '../calendar/calendar';
import { openRounds } from '../item/dates';
import type { ItemState, Round } from '../item/types';
import { numberedRound } from '../item/view';
import type { Office } from '../office';
import { nameOfUnit } from '../roster/roster';
import { ROLE } from '../words';
import type { CalendarEntry } from './types';
import { isOpenAssignment, type ItemAssignment } from './snapshot';

/**
 * Stable identity of a calendar entry: item and unit, and for later rounds of a recurring item the round. Never
 * derived from a policy or an address, which may change.
 */
export const entryUid = (stream: string, unit: string, round: number): string =>
  `${stream.replaceAll('/', '.')}.${unit}${round > 1 ? `.${round}` : ''}@duban`;

/** Up with every version; the withdrawal of one stands between it and the next (RFC 5546, 2.1.4). */
const sequenceOf = (version: number, open: boolean): number => 2 * (version - 1) + (open ? 0 : 1);

/** "区数据局（牵头单位）第4项": whose part it is, before the text. */
const partText = ({ state, assignment: { unit, role } }: ItemAssignment, { roster }: Office): string =>
  `${nameOfUnit(roster, unit)}（${ROLE[role].zh}）第${state.key}项`;

/** "（第2期）" for a round of a recurring item, else nothing. */
function roundText(state: ItemState, round: Round): string {
  const no = numberedRound(state, round);
  return no === null ? '' : `（第${no}期）`;
}

function calendarEntry(itemAssignment: ItemAssignment, round: Round, office: Office): CalendarEntry[] {
  const { state, assignment } = itemAssignment;
  const version = round.versions.at(-1);
  if (!version) return [];
  const open = isOpenAssignment(itemAssignment);
  const { date, provisional } = version.due;
  const reminds = open && office.policy.mail.calendarAlarm;
  return [
    {
      uid: entryUid(state.stream, assignment.unit, round.no),
      sequence: sequenceOf(version.version, open),
      method: open ? 'REQUEST' : 'CANCEL',
      date,
      summary: `${state.demo ? '【演示】' : ''}督办到期${provisional ? '（预计）' : ''}：${state.key}. ${state.title}${roundText(state, round)}`,
      description: `${partText(itemAssignment, office)}\n${state.text}`,
      alarm: reminds ? shift(office.calendar, date, -1).date : null,
    },
  ];
}

/**
 * Calendar entries of an assignment: each round not done (or only round `no`), on its due date, with a sequence that rises
 * with its version, and a reminder on the working day before where the policy wants one. Once the assignment is cancelled
 * or released they are withdrawn (CANCEL). Nothing for continuous items.
 */
export const entriesOf = (
  itemAssignment: ItemAssignment,
  office: Office,
  no?: number,
): readonly CalendarEntry[] =>
  openRounds(itemAssignment.assignment)
    .filter((round) => no === undefined || round.no === no)
    .flatMap((round) => calendarEntry(itemAssignment, round, office));
