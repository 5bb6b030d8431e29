import { shift } from '../calendar/calendar';
import type { Counted } from '../calendar/types';
import { hasReported, isAsked, nextQuarter, quarterOf, type Quarter } from '../item/quarter';
import type { Assignment, ItemState } from '../item/types';
import { isResponsible } from '../item/view';
import type { Office } from '../office';
import { dateOf, yearOf, type CivilDate } from '../time';
import { audiencesOf, RUNGS } from './rungs';
import type { AgendaEntry } from './types';

/** Every reminder of a quarter in its order, which numbers them. */
const REMINDERS = RUNGS.filter((rule) => rule.from === 'quarter').flatMap((rule) =>
  rule.days.map((days, index) => ({ rule, days, audiences: audiencesOf(rule, index + 1) })),
);

/** n working days before a quarter's last working day, or after the quarter. */
const fromEnd = (office: Office, end: CivilDate, n: number): Counted =>
  shift(office.calendar, n > 0 ? end : shift(office.calendar, end, 0).date, n);

/** A quarter whose report a lead or each owes on a continuous item. */
export interface OwedQuarter extends Quarter {
  /** A report that counts was made. */
  readonly reported: boolean;
}

/** The quarters of the plan's year whose report is asked for, the earliest first; none for other kinds and for support. */
export function quartersOf(
  state: Pick<ItemState, 'kind' | 'year'>,
  assignment: Assignment,
  office: Office,
): readonly OwedQuarter[] {
  if (state.kind !== 'continuous' || !isResponsible(assignment)) return [];
  const found: OwedQuarter[] = [];
  let quarter = quarterOf(office.calendar, dateOf(assignment.assignedAt, office.calendar.zone));
  for (; yearOf(quarter.end) <= state.year; quarter = nextQuarter(office.calendar, quarter))
    if (isAsked(office, assignment, quarter))
      found.push({ ...quarter, reported: hasReported(office, assignment, quarter) });
  return found;
}

/** Q 季报 of a continuous item, and R6 未上报 after a quarter without a report. */
export function quarterEntries(
  state: Pick<ItemState, 'kind' | 'year'>,
  assignment: Assignment,
  office: Office,
): readonly AgendaEntry[] {
  const owed = quartersOf(state, assignment, office).filter((quarter) => !quarter.reported);
  return owed.flatMap((quarter) =>
    REMINDERS.map(({ rule, days, audiences }, index) => {
      const { date, provisional } = fromEnd(office, quarter.end, days);
      return {
        unit: assignment.unit,
        rung: rule.rung,
        ordinal: `${quarter.name}.${index + 1}`,
        version: 1,
        day: date,
        provisional,
        no: 0,
        audiences,
        phone: rule.phone,
      };
    }),
  );
}
