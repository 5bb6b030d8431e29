import { openRounds } from '../item/dates';
import type { Round } from '../item/types';
import type { CalendarEntry } from './types';
import { isOpenDuty, type Duty } from './world';

/**
 * Stable identity of a calendar entry: item and unit, and for later rounds of a recurring item the round. Never
 * derived from a policy or an address, which may change.
 */
export const entryUid = (stream: string, unit: string, round: number): string =>
  `${stream.replaceAll('/', '.')}.${unit}${round > 1 ? `.${round}` : ''}@duban`;

/** Up with every version; the withdrawal of one stands between it and the next (RFC 5546, 2.1.4). */
const sequenceOf = (version: number, open: boolean): number => 2 * (version - 1) + (open ? 0 : 1);

function entryOf({ state, assignment }: Duty, round: Round, open: boolean): CalendarEntry[] {
  const version = round.versions.at(-1);
  if (!version) return [];
  const ahead = version.due.provisional ? '（预计）' : '';
  return [
    {
      uid: entryUid(state.stream, assignment.unit, round.no),
      sequence: sequenceOf(version.version, open),
      method: open ? 'REQUEST' : 'CANCEL',
      date: version.due.date,
      summary: `${state.demo ? '【演示】' : ''}督办到期${ahead}：${state.no}. ${state.title}`,
      description: state.text,
    },
  ];
}

/**
 * Calendar entries of a duty: each round not done, on its due date, with a sequence that rises with its
 * version. Once the duty is cancelled or released they are withdrawn (CANCEL). Nothing for continuous items.
 */
export const entriesOf = (duty: Duty): readonly CalendarEntry[] =>
  openRounds(duty.assignment).flatMap((round) => entryOf(duty, round, isOpenDuty(duty)));
