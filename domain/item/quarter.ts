import { shift, workingDays } from '../calendar/calendar';
import type { Counted, WorkCalendar } from '../calendar/types';
import { memo } from '../memo';
import type { Office } from '../office';
import { civilDate, dateOf, monthOf, yearOf, type CivilDate } from '../time';
import type { Assignment, ItemState } from './types';

/** Working days between issue and the first quarter whose report is asked for. */
const FIRST_QUARTER_AFTER = 20;

/** A quarter of a continuous item (全年事项的季度). */
export interface Quarter {
  /** "2025Q3", the round of its rungs. */
  readonly name: string;
  readonly end: CivilDate;
  /** 10 working days before its end: from here on a report is the quarter's report. */
  readonly opens: Counted;
  /** 1 working day before its end: from here on a missing report shows. */
  readonly closes: Counted;
  /** First working day after the quarter. */
  readonly after: Counted;
}

/** The quarter in which a day lies; made once for each calendar value. */
export const quarterOf = memo(makeQuarter, (day) => day.slice(0, 7));

function makeQuarter(calendar: WorkCalendar, day: CivilDate): Quarter {
  const number = Math.ceil(monthOf(day) / 3);
  const end = civilDate(`${yearOf(day)}-${['03-31', '06-30', '09-30', '12-31'][number - 1] ?? ''}`);
  const last = shift(calendar, end, 0).date;
  return {
    name: `${yearOf(day)}Q${number}`,
    end,
    opens: shift(calendar, last, -10),
    closes: shift(calendar, last, -1),
    after: shift(calendar, end, 1),
  };
}

/** The quarter after this one. */
export const nextQuarter = (calendar: WorkCalendar, quarter: Quarter): Quarter =>
  quarterOf(calendar, firstDayAfter(quarter.end));

const firstDayAfter = (end: CivilDate): CivilDate => {
  const month = monthOf(end) + 1;
  return month > 12
    ? civilDate(`${yearOf(end) + 1}-01-01`)
    : civilDate(`${yearOf(end)}-${String(month).padStart(2, '0')}-01`);
};

const quarterBefore = (calendar: WorkCalendar, quarter: Quarter): Quarter => {
  const month = monthOf(quarter.end) - 5;
  return quarterOf(
    calendar,
    month < 1
      ? civilDate(`${yearOf(quarter.end) - 1}-12-31`)
      : civilDate(`${yearOf(quarter.end)}-${String(month).padStart(2, '0')}-01`),
  );
};

/** A quarter is asked for when its 10-working-day day is at least 20 working days after the assignment. */
export const isAsked = (office: Office, assignment: Assignment, quarter: Quarter): boolean =>
  workingDays(office.calendar, dateOf(assignment.assignedAt, office.policy.zone), quarter.opens.date) >=
  FIRST_QUARTER_AFTER;

/** Whether any quarter of a year is asked for of what is assigned on a day. */
export function asksQuarterFrom(calendar: WorkCalendar, day: CivilDate, year: number): boolean {
  let quarter = quarterOf(calendar, day);
  for (; yearOf(quarter.end) <= year; quarter = nextQuarter(calendar, quarter))
    if (workingDays(calendar, day, quarter.opens.date) >= FIRST_QUARTER_AFTER) return true;
  return false;
}

/** A report that was not returned was made on or after the quarter's 10-working-day day. */
export const hasReported = (office: Office, assignment: Assignment, quarter: Quarter): boolean =>
  assignment.reports.some(
    (report) => !report.returned && dateOf(report.at, office.policy.zone) >= quarter.opens.date,
  );

/** The quarter whose report is missing on a day (季度进展未报): from its 1-working-day day until a report comes; null: none. */
export function missingQuarter(
  state: ItemState,
  assignment: Assignment,
  office: Office,
  day: CivilDate,
): Quarter | null {
  if (state.kind !== 'continuous' || assignment.role === 'support') return null;
  const present = quarterOf(office.calendar, day);
  const quarter = day >= present.closes.date ? present : quarterBefore(office.calendar, present);
  return isAsked(office, assignment, quarter) && !hasReported(office, assignment, quarter) ? quarter : null;
}
