import { contactEntered } from '../../contact-entered';
import { isDeclared, makeCalendar } from '../../../domain/calendar/calendar';
import type { YearTable } from '../../../domain/calendar/types';
import type { Problem } from '../../../domain/problem';
import { makeRoster, resolveUnit } from '../../../domain/roster/roster';
import type { Unit } from '../../../domain/roster/types';
import { dateOf, parseDate, plusDays, weekdayOf, yearOf, type CivilDate } from '../../../domain/time';
import type { Kit } from '../kit';
import { Area, ErrorSummary, Form, FormField, Select, Submit, type FieldFault } from '../web/form';
import { page } from '../web/layout';
import { postedWords } from '../web/posted';
import { dangerous, get, post, type Ctx, type Route } from '../web/route';
import type { Visit } from '../web/visit';
import { proposeOffice } from './office-change';

type Words = Readonly<Record<string, string | undefined>>;

const UNIT_PATH = '/office/unit';
const YEAR_PATH = '/office/year';

const faultAt = (field: string, { message, hint }: Problem, { say }: Visit): FieldFault => ({
  field,
  message: say(`${message.zh}。${hint.zh}`, `${message.en}. ${hint.en}`),
});

const statusOf = (faults: readonly FieldFault[]) => ({
  faulty: faults.length > 0,
  status: faults.length > 0 ? (422 as const) : (200 as const),
});

function unitForm(c: Ctx, words: Words, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say } = visit;
  const title = say('登记一个新单位', 'Enter a new unit');
  return page(
    c,
    { title, at: '/units', ...statusOf(faults) },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <p class="crumbs">
        <a href="/units">{say('单位', 'Units')}</a>
      </p>
      <h1>{title}</h1>
      <div class="panel">
        <Form visit={visit} action={UNIT_PATH}>
          <FormField name="name" label={say('单位名称', 'Name')} value={words['name']} faults={faults} />
          <FormField
            name="id"
            label={say('代号', 'Id')}
            short
            value={words['id']}
            faults={faults}
            hint={say(
              '小写字母、数字、连字符，如 slj；以后不能改',
              'lower-case letters, digits, hyphens, like slj; fixed from then on',
            )}
          />
          <Area
            name="aliases"
            label={say('别的叫法（可不填）', 'Other names (optional)')}
            rows={2}
            value={words['aliases']}
            faults={faults}
            hint={say('每行一个；通知里这样写也认得', 'one a line; known in notices too')}
          />
          <Select
            name="channel"
            label={say('怎样送达', 'How it is reached')}
            value={words['channel']}
            options={[
              ['mail', say('邮件', 'mail')],
              ['manual', say('人工送达（不发邮件，打印送去）', 'by hand (printed, no mail)')],
            ]}
          />
          <FormField
            name="liaison"
            label={say('联络员姓名', 'Name of its liaison')}
            value={words['liaison']}
            faults={faults}
          />
          <FormField
            name="address"
            type="email"
            label={say('联络员邮箱', 'Address of its liaison')}
            value={words['address']}
            faults={faults}
          />
          <Submit>{say('下一步：看会改变什么', 'Next: what it will change')}</Submit>
        </Form>
      </div>
    </>,
  );
}

const linesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/[\n、，,;；]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** What is wrong with the names of a new unit. */
function nameFaults({ id, name, aliases }: Unit, { office, say }: Visit): readonly FieldFault[] {
  const { roster } = office;
  const taken = (one: string): boolean => resolveUnit(roster, one).type !== 'unknown';
  const inUse = (one: string): string =>
    say(`“${one}”已经有了，请换一个`, `"${one}" is in use, take another`);
  return [
    ...(name === '' ? [{ field: 'name', message: say('请填写单位名称', 'Enter a name') }] : []),
    ...(name !== '' && taken(name) ? [{ field: 'name', message: inUse(name) }] : []),
    ...(/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)
      ? taken(id)
        ? [{ field: 'id', message: inUse(id) }]
        : []
      : [
          {
            field: 'id',
            message: say(
              '代号只用小写字母、数字、连字符，如 slj',
              'An id has lower-case letters, digits and hyphens, like slj',
            ),
          },
        ]),
    ...aliases.filter(taken).map((one) => ({ field: 'aliases', message: inUse(one) })),
  ];
}

async function enterUnit(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { office, say } = visit;
  const { roster } = office;
  const words = await postedWords(c);
  const unit: Unit = {
    id: (words['id'] ?? '').trim(),
    name: (words['name'] ?? '').trim(),
    aliases: linesOf(words['aliases']),
    escalation: 'full',
    channel: words['channel'] === 'manual' ? 'manual' : 'mail',
  };
  const [name, address] = [(words['liaison'] ?? '').trim(), (words['address'] ?? '').trim()];
  const entered = contactEntered(roster, { unit: unit.id, role: 'liaison', name, address, until: null });
  const nobody = name === '' && address === '' && unit.channel === 'manual';
  const faults = [
    ...nameFaults(unit, visit),
    ...(name === '' && !nobody ? [{ field: 'liaison', message: say('请填写姓名', 'Enter a name') }] : []),
    ...(entered.ok || nobody ? [] : [faultAt('address', entered.problem, visit)]),
  ];
  if (faults.length > 0) return unitForm(c, words, faults);
  const after = makeRoster({
    ...roster,
    units: [...roster.units, unit],
    contacts: entered.ok && !nobody ? [...roster.contacts, entered.value] : roster.contacts,
  });
  const proposed = await proposeOffice(kit, c, 'roster', { ...office, roster: after });
  return proposed instanceof Response
    ? proposed
    : unitForm(
        c,
        words,
        proposed.map(({ message }) => ({ field: 'name', message })),
      );
}

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
function yearIn(words: Words, { say }: Visit): YearTable | readonly FieldFault[] {
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

const wordsOfYear = (table: YearTable | undefined, year: number, { say }: Visit): Words => ({
  year: String(year),
  source: table?.source,
  off: table?.off.map(({ name, days }) => `${name} ${spans(days, say('至', 'to'))}`).join('\n'),
  work: table?.work.join('\n'),
});

function yearForm(c: Ctx, words: Words, faults: readonly FieldFault[]) {
  const visit = c.get('visit');
  const { say, office } = visit;
  const year = Number(words['year']);
  const title = say(`登记 ${year} 年放假安排`, `Declare the days off of ${year}`);
  return page(
    c,
    { title, at: '/calendar', ...statusOf(faults) },
    <>
      <ErrorSummary visit={visit} faults={faults} />
      <p class="crumbs">
        <a href={`/calendar?year=${year}`}>{say(`${year} 年工作日历`, `Calendar ${year}`)}</a>
      </p>
      <h1>{title}</h1>
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

const askedYear = (word: string | undefined, { now, office }: Visit): number => {
  const year = Number(word);
  return Number.isInteger(year) && year >= 2000 && year <= 2100
    ? year
    : yearOf(dateOf(now, office.calendar.zone));
};

async function declareYear(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { office } = visit;
  const posted = await postedWords(c);
  const words = { ...posted, year: String(askedYear(posted['year'], visit)) };
  const table = yearIn(words, visit);
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

/** A new unit with its liaison, and the days off of a year, by short forms; the pages of their files confirm them. */
export const officeFormRoutes = (kit: Kit): readonly Route[] => [
  dangerous(get(UNIT_PATH, ['admin'], (c) => unitForm(c, {}, []))),
  dangerous(post(UNIT_PATH, ['admin'], (c) => enterUnit(kit, c))),
  dangerous(
    get(YEAR_PATH, ['admin'], (c) => {
      const visit = c.get('visit');
      const year = askedYear(c.req.query('year'), visit);
      const table = visit.office.calendar.tables.find((one) => one.year === year);
      return yearForm(c, wordsOfYear(table, year, visit), []);
    }),
  ),
  dangerous(post(YEAR_PATH, ['admin'], (c) => declareYear(kit, c))),
];
