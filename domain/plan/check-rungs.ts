import { shift, workingDays } from '../calendar/calendar';
import { RUNGS } from '../ladder/rungs';
import type { Office } from '../office';
import { text } from '../problem';
import { nextWorkingDay } from '../slot';
import type { CivilDate } from '../time';
import { warning, type PlanPath, type PlanProblem } from './problems';

/** One date of a planned item. */
export interface PlannedDate {
  readonly key: string;
  readonly path: PlanPath;
  /** The date after the item's roll rule. */
  readonly due: CivilDate;
}

/**
 * Warning `rung-before-issue`: reminders before the date (T-10 … T) that fall before the working day after the issue, or
 * on it; the letter takes their place. Nothing for a date that lies behind, which is told already.
 */
export function rungsBeforeIssue(
  { key, path, due }: PlannedDate,
  office: Office,
  today: CivilDate,
): PlanProblem[] {
  if (due < today) return [];
  const { calendar } = office;
  const target = shift(calendar, due, 0).date;
  const term = workingDays(calendar, today, target);
  const told = nextWorkingDay(office, today);
  const covered = RUNGS.filter(({ from, minTerm }) => from === 'T' && term >= minTerm)
    .flatMap(({ rung, days }) => days.map((n) => ({ rung, day: shift(calendar, target, n).date })))
    .filter(({ day }) => day <= told)
    .map(({ rung, day }) => `${rung} ${day}`);
  if (covered.length === 0) return [];
  return [
    warning(
      key,
      path,
      'rung-before-issue',
      text(
        `期限 ${due} 离交办日 ${today} 太近，${covered.join('、')} 由交办通知代替`,
        `${due} is close to the issue on ${today}: the letter takes the place of ${covered.join(', ')}`,
      ),
      text('若需多次提醒，请推后期限', 'set a later date if reminders are wanted'),
    ),
  ];
}
