import { isDeclared, makeCalendar } from '../../../domain/calendar/calendar';
import type { YearTable } from '../../../domain/calendar/types';
import { dateOf, parseDate, plusDays, weekdayOf, yearOf, type CivilDate } from '../../../domain/time';
import type { Kit } from '../kit';
import { Area, Form, FormField, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';
import { proposeOffice } from './office-change';
import { type FormWords } from '../web/form';

export const YEAR_PATH = '/office/year';

/** Days of a line: single ones, and first to last with 至 between. */
const DAYS = /(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|to)\s*(\d{4}-\d{2}-\d{2}))?/g;

/** The days that a line names, or the word in it that is no day. */
function daysIn(line: string): readonly CivilDate[] | { readonly wrong: string } {
  const days: CivilDate[] = [];
  for (const [whole, first = '', last = first] of line.matchAll(DAYS)) {
    const [from, to] = [parseDate(first), parseDate(last)];
    if (!from.ok || !to.ok || to.value < from.value || plusDays(from.value, 40) < to.value)
      return { wrong: whole };
    for (let day = from.value; day <= to.value; day = plusDays(day, 1)) days.push(day);
  }
  return days;
}

const isWeekend = (day: CivilDate): boolean => weekdayOf(day) > 5;

/** The table of a year as a form has it; Saturdays and Sundays of a holiday are off anyway. */
function yearTableIn(words: FormWords, { say }: Visit): YearTable | readonly FieldFault[] {
  const faults: FieldFault[] = [];
  const read = (field: string, line: string): readonly CivilDate[] => {
    const days = daysIn(line);
    if (!('wrong' in days) && days.length > 0) return days;
    const what = 'wrong' in days ? days.wrong : line;
    faults.push({
      field,
      message: say(`“${what}”不是日期：写成 2026-02-16 至 2026-02-23 的样子`, `"${what}" is no date`),
    });
    return [];
  };
  const lines = (name: string): readonly string[] =>
    (words[name] ?? '')
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean);
  const off = lines('off').map((line): YearTable['off'][number] => {
    const name = line.split(/[\s：:]*\d{4}-/)[0]?.trim() || say('放假', 'holiday');
    return { name, days: read('off', line).filter((day) => !isWeekend(day)) };
  });
  const work = lines('work').flatMap((line) => read('work', line));
  const source = (words['source'] ?? '').trim();
  if (source === '') faults.push({ field: 'source', message: say('请写明依据', 'Name the source') });
  return faults.length > 0 ? faults : { year: Number(words['year']), source, work, off };
}

/** Neighbouring days as one span, the weekends between them included. */
function spans(days: readonly CivilDate[], to: string): string {
  const found: { first: CivilDate; last: CivilDate }[] = [];
  for (const day of [...days].sort()) {
    const before = found.at(-1);
    let next = before ? plusDays(before.last, 1) : day;
    while (before && next < day && isWeekend(next)) next = plusDays(next, 1);
    if (before && next === day) before.last = day;
    else found.push({ first: day, last: day });
  }
  return found.map(({ first, last }) => (first === last ? first : `${first} ${to} ${last}`)).join(' ');
}

export const wordsOfYear = (table: YearTable | undefined, year: number, { say }: Visit): FormWords => ({
  year: String(year),
  source: table?.source,
  off: table?.off.map(({ name, days }) => `${name} ${spans(days, say('至', 'to'))}`).join('\n'),
  work: table?.work.join('\n'),
});

export function yearForm(c: Ctx, words: FormWords, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const year = Number(words['year']);
  const title = say(`登记 ${year} 年放假安排`, `Declare the days off of ${year}`);
  return page(
    c,
    {
      title,
      at: '/calendar',
      crumbs: [[`/calendar?year=${year}`, say(`${year} 年工作日历`, `Calendar ${year}`)]],
      faults,
    },
    <>
      <p class="lead">
        {isDeclared(office.calendar, year)
          ? say('下面是已登记的，改动后替换这一年。', 'Below is what is declared; it is replaced.')
          : say(
              '登记后这一年的“预计”日期都按它重算，所以要把全年的放假和调休一次写全。',
              'Provisional dates of the year are counted anew by it, so write the whole year.',
            )}
      </p>
      <div class="panel">
        <Form visit={visit} action={YEAR_PATH}>
          <input type="hidden" name="year" value={String(year)} />
          <Area
            name="off"
            rows={8}
            label={say('放假', 'Days off')}
            hint={say(
              `每个节日一行：名称、日期，如“春节 ${year}-02-16 至 ${year}-02-23”；其中的周六、周日不必分开写`,
              `a line each: name and days, like Spring Festival ${year}-02-16 to ${year}-02-23; weekends need not be left out`,
            )}
            value={words['off']}
            faults={faults}
          />
          <Area
            name="work"
            rows={4}
            label={say('调休上班的周六、周日', 'Working Saturdays and Sundays')}
            hint={say('每行一天', 'one a line')}
            value={words['work']}
            faults={faults}
          />
          <FormField
            name="source"
            label={say('依据', 'Source')}
            hint={say('如“国务院办公厅关于 2026 年部分节假日安排的通知”', 'the notice that declares it')}
            value={words['source']}
            faults={faults}
          />
          <Submit>{say('下一步：看会改变什么', 'Next: what it will change')}</Submit>
        </Form>
      </div>
    </>,
  );
}

export const askedYear = (word: string | undefined, { now, office }: Visit): number => {
  const year = Number(word);
  return Number.isInteger(year) && year >= 2000 && year <= 2100
    ? year
    : yearOf(dateOf(now, office.calendar.zone));
};

export async function declareYear(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { office } = visit;
  const posted = await postedWords(c);
  const words = { ...posted, year: String(askedYear(posted['year'], visit)) };
  const table = yearTableIn(words, visit);
  if (!('year' in table)) return yearForm(c, words, table);
  const { zone, tables } = office.calendar;
  const calendar = makeCalendar(zone, [...tables.filter(({ year }) => year !== table.year), table]);
  const proposed = await proposeOffice(kit, c, 'calendar', { ...office, calendar });
  return proposed instanceof Response
    ? proposed
    : yearForm(
        c,
        words,
        proposed.map(({ message }) => ({ field: 'off', message })),
      );
}
