import type { Edition, Line } from '../../domain/digest/types';
import { isWorkingDay } from '../../domain/calendar/calendar';
import type { WorkCalendar } from '../../domain/calendar/types';
import type { Round } from '../../domain/item/types';
import { plusDays, type CivilDate } from '../../domain/time';

/** Working days in (after, upTo], day by day: not as the program counts. */
function daysBetween(calendar: WorkCalendar, after: CivilDate, upTo: CivilDate): number {
  let count = 0;
  for (let day = plusDays(after, 1); day <= upTo; day = plusDays(day, 1))
    if (isWorkingDay(calendar, day)) count++;
  return count;
}

/** The first day on which a date is late, found day by day. */
function lateOn(calendar: WorkCalendar, due: CivilDate): CivilDate {
  const next = plusDays(due, 1);
  if (isWorkingDay(calendar, due)) return next;
  let day = next;
  while (!isWorkingDay(calendar, day)) day = plusDays(day, 1);
  return day;
}

/** Number of the round that the rung naming a line was raised for; null: none (no rung, R1, a change, a quarter). */
function roundRaised(line: Line, { rows, to }: Edition): number | null {
  const { stream, unit, rung } = line;
  const raised = rows.find(
    (row) => row.stream === stream && row.unit === unit && row.rung === rung && row.audience === to.audience,
  );
  const [, no] = /^([1-9]\d*)\.\d+$/.exec(raised?.ordinal ?? '') ?? [];
  return no === undefined || rung === 'R1' || rung === 'C' ? null : Number(no);
}

/** Lamps that do not go by the calendar. */
const FROZEN = ['handedIn', 'accepted', 'ended'];

/** What a line must say of a round: section by the calendar alone, date, days late. */
interface Expected {
  readonly due: CivilDate;
  readonly late: boolean;
  readonly daysLate: number;
}

const expectedOf = (
  calendar: WorkCalendar,
  due: CivilDate,
  slot: CivilDate,
  role: Line['role'],
): Expected => {
  const late = role !== 'support' && slot >= lateOn(calendar, due);
  return { due, late, daysLate: late ? Math.max(1, daysBetween(calendar, due, slot)) : 0 };
};

/**
 * In what a line disagrees with the round that it should speak of: empty when section, lamp, date, reason, days late and
 * rung are all of that one round. `dateOf` gives the date of a round; `atWork` the round where no rung says it.
 */
export function disagreements(
  line: Line,
  edition: Edition,
  calendar: WorkCalendar,
  dateOf: (no: number) => CivilDate | undefined,
  atWork: Pick<Round, 'no'> | null,
): readonly string[] {
  const no = roundRaised(line, edition) ?? atWork?.no;
  const due = no === undefined ? undefined : dateOf(no);
  if (no === undefined || due === undefined) return [];
  const expected = expectedOf(calendar, due, edition.slot, line.role);
  const reason = /^逾期(\d+)个/.exec(line.reason)?.[1];
  const left = /^距截止还有(\d+)个/.exec(line.reason)?.[1];
  const target = lastWorkingDay(calendar, due);
  const checks: readonly (readonly [string, unknown, unknown])[] = [
    ['date', line.due, due],
    ['round', line.round ?? no, no],
    ...(FROZEN.includes(line.lamp)
      ? []
      : ([
          ['overdue section', line.section === 'overdue', expected.late],
          ['late lamp', line.lamp === 'late', expected.late],
          ['days late', line.daysLate, expected.daysLate],
        ] as const)),
    ['reason', reason, line.lamp === 'late' ? String(expected.daysLate) : undefined],
    ...(left === undefined
      ? []
      : ([['days left', Number(left), daysBetween(calendar, edition.slot, target)]] as const)),
    ...(line.rung !== null && /^R[6-9]$/.test(line.rung) && line.due !== null
      ? ([['rung after its date', edition.slot > target, true]] as const)
      : []),
    ...(line.rung !== null && /^R[2-5]$/.test(line.rung)
      ? ([['rung before its date', edition.slot <= target, true]] as const)
      : []),
  ];
  return checks
    .filter(([, is, should]) => is !== should)
    .map(
      ([what, is, should]) =>
        `${edition.slot} ${line.stream} ${line.unit} ${line.rung ?? '-'} round ${no}: ${what} ${String(is)}, not ${String(should)}`,
    );
}

const lastWorkingDay = (calendar: WorkCalendar, due: CivilDate): CivilDate => {
  let day = due;
  while (!isWorkingDay(calendar, day)) day = plusDays(day, -1);
  return day;
};

/** In what the 催办单 of an edition disagree with the dates of their rounds. */
export const sheetDisagreements = (
  { sheets, slot }: Edition,
  calendar: WorkCalendar,
  dateOf: (stream: string, no: number) => CivilDate | undefined,
): readonly string[] =>
  sheets.flatMap(({ stream, number, round, due, daysLate }) => {
    const no = round ?? 1;
    const expected = dateOf(stream, no);
    if (expected === undefined) return [];
    return due === expected && daysLate === Math.max(1, daysBetween(calendar, due, slot))
      ? []
      : [`${slot} 催办单 ${number}: ${due} ${daysLate}, not ${expected}`];
  });
