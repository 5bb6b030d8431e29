import { dueOn, isDeclared, isWorkingDay, shift } from '../calendar/calendar';
import type { Office } from '../office';
import { hint, text } from '../problem';
import { unitOf } from '../roster/roster';
import { dateOf, yearOf, type CivilDate } from '../time';
import type { CheckContext, Chosen } from './check';
import { rungsBeforeIssue, type PlannedDate } from './check-rungs';
import { plannedDue } from './plan';
import { error, warning, type PlanPath, type PlanProblem } from './problems';
import type { Plan } from './types';

interface Dated {
  readonly date: CivilDate;
  readonly path: PlanPath;
}

/**
 * The dates of an item: as many as its kind wants, not past, and what to know of each. Errors `date-missing`,
 * `date-forbidden`, `dates-order`, `past-date`; warnings `past-date` (confirmed), `day-off`, `undeclared-year`,
 * `outside-year`, `rung-before-issue`.
 */
export function checkDates(chosen: Chosen, plan: Plan, office: Office, context: CheckContext): PlanProblem[] {
  const { item, n } = chosen;
  return [
    ...checkKind(chosen, office),
    ...datesOf(chosen, office).flatMap((dated) => {
      const due = plannedDue(office, plan, item, dated.date).date;
      const about = { key: item.key, n, due, ...dated };
      return [
        ...past(about, context),
        ...dayOff(about, office),
        ...undeclared(about, office),
        ...outsideYear(about, plan),
        ...rungsBeforeIssue(about, office, context.today),
      ];
    }),
  ];
}

function datesOf({ item, n }: Chosen, office: Office): Dated[] {
  const own = item.units.flatMap(({ unit, due }): Dated[] =>
    due === null ? [] : [{ date: due, path: ['items', n, 'dueOf', nameOf(office, unit)] }],
  );
  const main = item.dates.map((date, i): Dated => ({
    date,
    path: ['items', n, ...(item.kind === 'recurring' ? ['dates', i] : ['due'])],
  }));
  return [...main, ...own];
}

const nameOf = (office: Office, unit: string): string => unitOf(office.roster, unit)?.name ?? unit;

/** One date for a dated item, two or more ascending for a recurring one, none for a continuous one. */
function checkKind({ item, n }: Chosen, office: Office): PlanProblem[] {
  const { key, kind, dates, units } = item;
  const problems: PlanProblem[] = [];
  const path = (name: string): PlanPath => ['items', n, name];
  if (kind === 'dated' && dates.length !== 1)
    problems.push(
      error(
        key,
        path('due'),
        'date-missing',
        text('没有期限', 'no date'),
        text(
          '请写 due(一个日期)、dates(多期)或 continuous: true(全年)',
          'write due, dates or continuous: true',
        ),
      ),
    );
  if (kind === 'recurring' && dates.length < 2)
    problems.push(
      error(
        key,
        path('dates'),
        'date-missing',
        text('多期事项少于两个日期', 'a recurring item with fewer than two dates'),
        text('请写两个以上日期;只有一个日期时用 due', 'write two or more; for a single date use due'),
      ),
    );
  if (dates.some((date, i) => i > 0 && date <= (dates[i - 1] ?? '')))
    problems.push(
      error(
        key,
        path('dates'),
        'dates-order',
        text('多期日期没有从早到晚', 'the dates are not in order'),
        text('请从早到晚写,不重复', 'write them ascending, without repetition'),
      ),
    );
  const own = units.find(({ due }) => due !== null);
  if (kind === 'continuous' && dates.length > 0)
    problems.push(
      error(
        key,
        path('continuous'),
        'date-forbidden',
        text('全年事项不能有期限', 'a continuous item has no date'),
        text('请删去日期或 continuous', 'remove the date or continuous'),
      ),
    );
  if (kind !== 'dated' && own)
    problems.push(
      error(
        key,
        [...path('dueOf'), nameOf(office, own.unit)],
        'date-forbidden',
        text('只有一个期限的事项才能给单位单独的期限', 'only a dated item has dates for single units'),
        text('请删去 dueOf', 'remove dueOf'),
      ),
    );
  return problems;
}

type About = Dated & PlannedDate;

function past({ key, path, due }: About, { today, acceptPast }: CheckContext): PlanProblem[] {
  if (due >= today) return [];
  const make = acceptPast ? warning : error;
  return [
    make(
      key,
      path,
      'past-date',
      text(`期限 ${due} 早于交办日 ${today}`, `the date ${due} is before the day of issue, ${today}`),
      hint('请改期；确实如此时，请予确认', 'change it, or confirm that it is so', 'accept-past'),
    ),
  ];
}

function dayOff({ key, path, date, due }: About, { calendar }: Office): PlanProblem[] {
  if (isWorkingDay(calendar, date)) return [];
  const last = shift(calendar, due, 0).date;
  const late = dateOf(dueOn(calendar, due).lateFrom, calendar.zone);
  return [
    warning(
      key,
      path,
      'day-off',
      date === due
        ? text(
            `${date} 是休息日:催办按前一工作日 ${last} 倒数,${late} 起算逾期`,
            `${date} is a day off: reminders count back from ${last}, late from ${late}`,
          )
        : text(
            `${date} 是休息日,按顺延规则改为 ${due}`,
            `${date} is a day off, moved to ${due} by the roll rule`,
          ),
      text('若非本意,请写工作日', 'write a working day if that is not meant'),
    ),
  ];
}

function undeclared({ key, path, due }: About, { calendar }: Office): PlanProblem[] {
  const years = [yearOf(due), yearOf(shift(calendar, due, 1).date)];
  const year = years.find((y) => !isDeclared(calendar, y));
  if (year === undefined) return [];
  return [
    warning(
      key,
      path,
      'undeclared-year',
      text(
        `${year} 年放假安排尚未公布,${due} 之后的催办日期是预计`,
        `the holidays of ${year} are not published: what follows ${due} is provisional`,
      ),
      text('公布后导入日历,日期会重新推算', 'import the calendar once published; days are derived again'),
    ),
  ];
}

function outsideYear({ key, path, due }: About, { year }: Plan): PlanProblem[] {
  if (yearOf(due) <= year) return [];
  return [
    warning(
      key,
      path,
      'outside-year',
      text(`期限 ${due} 在计划年度 ${year} 之后`, `the date ${due} is after the plan's year, ${year}`),
      text('请核对年份', 'check the year'),
    ),
  ];
}
