import type { Due } from '../../calendar/types';
import { ok, refuse, text, type Result } from '../../problem';
import type { UnitId } from '../../roster/types';
import type { CivilDate } from '../../time';
import { dueBy } from '../dates';
import type { DateSet } from '../event-entry';
import type { ItemEvent } from '../events';
import { inForce } from '../outcome';
import type { Assignment, Round } from '../types';
import type { Case } from './case';

/** A date as it will stand: rolled by the policy's rule, with the instant from which it is late. */
export const dueFor = (c: Case, date: CivilDate): Due => dueBy(c.office, c.state, date);

/** The next version of a round's date; its term begins today. */
export const nextDate = (c: Case, unit: UnitId, round: Round, due: Due): DateSet => ({
  unit,
  round: round.no,
  due,
  version: inForce(round).version + 1,
  startDay: c.today,
});

/** The refusal `too-soon`: a date that is before the first possible one. */
export const tooSoon = (date: CivilDate, first: CivilDate, why: readonly [string, string]): Result<never> =>
  refuse(
    'too-soon',
    text(`${date} 太早：${why[0]}`, `${date} is too soon: ${why[1]}`),
    text(`最早可为 ${first}`, `${first} is the first possible day`),
  );

/** Refuses `too-soon` for a date before today. */
export const notPast = (c: Case, date: CivilDate): Result<null> =>
  date < c.today
    ? tooSoon(date, c.today, ['新的期限不能在今天以前', 'a new date cannot lie before today'])
    : ok(null);

/** Open requests for extension of these assignments lapse, journaled. `no`: of one round only. */
export const lapses = (
  assignments: readonly Assignment[],
  by: 'handIn' | 'cancel' | 'change' | 'close',
  no?: number,
): readonly ItemEvent[] =>
  assignments.flatMap(({ unit, rounds }) =>
    rounds
      .filter((round) => round.request !== null && (no === undefined || round.no === no))
      .map((round): ItemEvent => ({
        type: 'extensionLapsed',
        body: { unit, round: round.no, by },
      })),
  );
