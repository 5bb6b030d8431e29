import { makeCalendar } from '../domain/calendar/calendar';
import type { WorkCalendar } from '../domain/calendar/types';
import { canonical } from '../domain/journal/canonical';

/** A calendar after years were declared, and which of them are other than before. */
export interface DeclaredYears {
  readonly calendar: WorkCalendar;
  readonly years: readonly number[];
}

/** The years of a file replace those in force; other years stay. */
export function declareYears(before: WorkCalendar, file: Pick<WorkCalendar, 'tables'>): DeclaredYears {
  const own = new Set(file.tables.map(({ year }) => year));
  const kept = before.tables.filter(({ year }) => !own.has(year));
  const calendar = makeCalendar(before.zone, [...kept, ...file.tables]);
  return { calendar, years: yearsChanged(before, calendar) };
}

/** Years whose tables differ between two calendars, declared in one of them only or otherwise. */
export function yearsChanged(before: WorkCalendar, after: WorkCalendar): readonly number[] {
  const table = ({ tables }: WorkCalendar, year: number): string =>
    canonical(tables.find((one) => one.year === year) ?? null);
  const years = new Set([...before.tables, ...after.tables].map(({ year }) => year));
  return [...years].filter((year) => table(before, year) !== table(after, year)).sort((a, b) => a - b);
}
