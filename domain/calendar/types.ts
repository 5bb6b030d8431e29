import type { CivilDate, Instant } from '../time';

/** The days of one declared year that differ from Monday-Friday (国务院办公厅节假日安排). */
export interface YearTable {
  readonly year: number;
  readonly source: string;
  /** Make-up working days (调休上班). */
  readonly work: readonly CivilDate[];
  readonly off: readonly { readonly name: string; readonly days: readonly CivilDate[] }[];
}

/** The working-day calendar (工作日历) of one office. A year without a table is provisional (预计). */
export interface WorkCalendar {
  /** IANA zone in which days begin. */
  readonly zone: string;
  readonly tables: readonly YearTable[];
  /** sha256 of the canonical tables and zone; every dated event names it. */
  readonly digest: string;
}

/** A day found by counting; provisional when the count touched an undeclared year. */
export interface Counted {
  readonly date: CivilDate;
  readonly provisional: boolean;
}

/** A due date (截止日) with the instant from which it is late, fixed at the time it was set. */
export interface Due {
  readonly date: CivilDate;
  /** First instant at which the assignment is overdue (逾期起算). */
  readonly lateFrom: Instant;
  /** Digest of the calendar that gave lateFrom. */
  readonly calendar: string;
  /** lateFrom rests on an undeclared year. */
  readonly provisional: boolean;
}

/** What to do with a due date on a day off; none keeps it. */
export type RollRule = 'none' | 'previous' | 'next' | 'second-next';
