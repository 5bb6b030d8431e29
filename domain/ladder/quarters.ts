import { shift, workingDays } from '../calendar/calendar';
import type { Counted } from '../calendar/types';
import type { Assignment, ItemState } from '../item/types';
import type { Office } from '../office';
import { civilDate, dateOf, type CivilDate } from '../time';
import { answers } from './days';
import { audiencesOf, LADDER, RUNGS } from './rungs';
import type { Entry } from './types';

const ENDS = ['03-31', '06-30', '09-30', '12-31'] as const;

const rules = RUNGS.filter((rule) => rule.from === 'quarter');

/** One quarter in which a unit owes a report on a continuous item. */
export interface Quarter {
  /** "2025Q3". */
  readonly name: string;
  /** The quarter's last day. */
  readonly end: CivilDate;
  /** The day of its first reminder, 10 working days before the end; a report counts from here. */
  readonly opens: CivilDate;
  /** A report that counts was made. */
  readonly reported: boolean;
}

/** n working days from a quarter's end: before its last working day, or after the quarter. */
const fromEnd = (office: Office, end: CivilDate, n: number): Counted =>
  shift(office.calendar, n > 0 ? end : shift(office.calendar, end, 0).date, n);

function isReported(assignment: Assignment, office: Office, from: CivilDate, to: CivilDate): boolean {
  return assignment.reports.some((report) => {
    const day = dateOf(report.at, office.calendar.zone);
    return !report.returned && from <= day && day <= to;
  });
}

/**
 * The quarters of the plan's year in which a lead or each owes a report on a continuous item, from the first whose
 * opening day lies 20 working days or more after the assignment.
 */
export function quartersOf(state: ItemState, assignment: Assignment, office: Office): readonly Quarter[] {
  if (state.kind !== 'continuous' || !answers(assignment)) return [];
  const start = dateOf(assignment.assignedAt, office.calendar.zone);
  return ENDS.flatMap((end, index) => {
    const last = civilDate(`${state.year}-${end}`);
    const opens = fromEnd(office, last, rules[0]?.days[0] ?? 0).date;
    if (workingDays(office.calendar, start, opens) < LADDER.firstQuarter) return [];
    const reported = isReported(assignment, office, opens, last);
    return [{ name: `${state.year}Q${index + 1}`, end: last, opens, reported }];
  });
}

/** Q 季报 of a continuous item, and R6 未上报 after a quarter without a report. */
export function quarterEntries(state: ItemState, assignment: Assignment, office: Office): readonly Entry[] {
  const days = rules.flatMap((rule) => rule.days.map((n, index) => ({ rule, n, nth: index + 1 })));
  return quartersOf(state, assignment, office)
    .filter((quarter) => !quarter.reported)
    .flatMap((quarter) =>
      days.map(({ rule, n, nth }, index) => {
        const { date, provisional } = fromEnd(office, quarter.end, n);
        return {
          unit: assignment.unit,
          rung: rule.rung,
          occurrence: `${quarter.name}.${index + 1}`,
          version: 1,
          day: date,
          provisional,
          no: 0,
          audiences: audiencesOf(rule, nth),
          phone: rule.phone,
        };
      }),
    );
}
