import { isWorkingDay } from '../../../domain/calendar/calendar';
import type { WorkCalendar } from '../../../domain/calendar/types';
import { digestOf } from '../../../domain/journal/canonical';
import { civilDate, plusDays, weekdayOf, yearOf, type CivilDate } from '../../../domain/time';
import type { Visit } from '../web/visit';

/** Days that are working days in one calendar and days off in the other, in the years whose tables differ. */
function changedDays(before: WorkCalendar, after: WorkCalendar): readonly CivilDate[] {
  const known = new Set(before.tables.map((table) => digestOf(table)));
  const years = after.tables.filter((table) => !known.has(digestOf(table))).map(({ year }) => year);
  return years.flatMap((year) => {
    const days: CivilDate[] = [];
    for (let day = civilDate(`${year}-01-01`); yearOf(day) === year; day = plusDays(day, 1))
      if (isWorkingDay(before, day) !== isWorkingDay(after, day)) days.push(day);
    return days;
  });
}

const dayWord = (day: CivilDate, { say }: Visit): string =>
  say(`${day}（周${'一二三四五六日'[weekdayOf(day) - 1] ?? ''}）`, day);

/** What a change of the calendar makes of which days: one that was mistyped is seen here. */
export const ChangedDays = ({ visit, after }: { visit: Visit; after: WorkCalendar }) => {
  const { say, office } = visit;
  const days = changedDays(office.calendar, after);
  const named = (works: boolean): string =>
    days
      .filter((day) => isWorkingDay(after, day) === works)
      .map((day) => dayWord(day, visit))
      .join(say('、', ', '));
  const [work, off] = [named(true), named(false)];
  return (
    <>
      {work !== '' && <p>{say(`改为上班：${work}`, `Working days from now on: ${work}`)}</p>}
      {off !== '' && <p>{say(`改为休息：${off}`, `Days off from now on: ${off}`)}</p>}
    </>
  );
};
