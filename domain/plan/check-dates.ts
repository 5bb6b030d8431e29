import { dueOn, isDeclared, isWorkingDay, shift } from '../calendar/calendar';
import type { Office } from '../office';
import { hint, text, type Problem, type Text } from '../problem';
import { unitOf } from '../roster/roster';
import { dateOf, yearOf, type CivilDate } from '../time';
import { asksQuarterFrom } from '../item/quarter';
import { RUNGS } from '../ladder/rungs';
import { rungsBeforeIssue, type PlannedDate } from './check-rungs';
import { plannedDue } from './plan';
import { error, warning, type PlanPath, type PlanProblem, type CheckContext, type Chosen } from './problems';
import type { Plan } from './types';

interface DatedItem {
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
    ...checkDateKind(chosen, office),
    ...rolledOrder(chosen, plan, office),
    ...quartersLeft(chosen, plan, office, context),
    ...checkedDates(chosen, office).flatMap((dated) => {
      const due = plannedDue(office, plan, item, dated.date).date;
      const about = { key: item.key, n, due, ...dated };
      return [
        ...pastDates(about, context),
        ...dayOff(about, office),
        ...undeclaredDates(about, office),
        ...lateRungs(about, office),
        ...outsideYear(about, plan),
        ...rungsBeforeIssue(about, office, context.today),
      ];
    }),
  ];
}

function checkedDates({ item, n }: Chosen, office: Office): DatedItem[] {
  const own = item.units.flatMap(({ unit, due }): DatedItem[] =>
    due === null ? [] : [{ date: due, path: ['items', n, 'dueOf', dateName(office, unit)] }],
  );
  const main = item.dates.map((date, i): DatedItem => ({
    date,
    path: ['items', n, ...(item.kind === 'recurring' ? ['dates', i] : ['due'])],
  }));
  return [...main, ...own];
}

const dateName = (office: Office, unit: string): string => unitOf(office.roster, unit)?.name ?? unit;

const noDate: Problem = {
  code: 'date-missing',
  message: text('没有期限', 'no date'),
  hint: hint(
    '请写一个或几个日期，或定为全年推进',
    'write one date or several, or that it goes on all year',
    'plan-dates',
  ),
};

const oneOfSeveral: Problem = {
  code: 'date-missing',
  message: text('多期事项少于两个日期', 'a recurring item with fewer than two dates'),
  hint: hint(
    '请写两个以上日期；只有一个日期的不分期',
    'write two or more; a single date is no series',
    'plan-dates',
  ),
};

const notAscending: Problem = {
  code: 'dates-order',
  message: text('多期日期没有从早到晚', 'the dates are not in order'),
  hint: text('请从早到晚写，不重复', 'write them ascending, without repetition'),
};

const dateAllYear: Problem = {
  code: 'date-forbidden',
  message: text('全年事项不能有期限', 'a continuous item has no date'),
  hint: hint(
    '请删去日期，或不定为全年推进',
    'remove the date, or do not have it go on all year',
    'plan-dates',
  ),
};

const dateOfUnit: Problem = {
  code: 'date-forbidden',
  message: text('只有一个期限的事项才能给单位单独的期限', 'only a dated item has dates for single units'),
  hint: hint('请删去单位单独的期限', 'remove the dates of single units', 'plan-dates-of-units'),
};

/** One date for a dated item, two or more ascending for a recurring one, none for a continuous one. */
function checkDateKind({ item, n }: Chosen, office: Office): PlanProblem[] {
  const { key, kind, dates, units } = item;
  const unless = (right: boolean, field: PlanPath, { code, message, hint: mend }: Problem): PlanProblem[] =>
    right ? [] : [error(key, ['items', n, ...field], code, message, mend)];
  const own = units.find(({ due }) => due !== null);
  const ascend = dates.every((date, i) => i === 0 || date > (dates[i - 1] ?? ''));
  return [
    ...unless(kind !== 'dated' || dates.length === 1, ['due'], noDate),
    ...unless(kind !== 'recurring' || dates.length > 1, ['dates'], oneOfSeveral),
    ...unless(ascend, ['dates'], notAscending),
    ...unless(kind !== 'continuous' || dates.length === 0, ['continuous'], dateAllYear),
    ...unless(kind === 'dated' || !own, ['dueOf', dateName(office, own?.unit ?? '')], dateOfUnit),
  ];
}

/** Dates in order that the roll rule lays onto one day, or turns round. */
function rolledOrder({ item, n }: Chosen, plan: Plan, office: Office): PlanProblem[] {
  const { key, kind, dates } = item;
  if (kind !== 'recurring') return [];
  const rolled = dates.map((date) => ({ date, due: plannedDue(office, plan, item, date).date }));
  return rolled.flatMap((one, i) => {
    const before = rolled[i - 1];
    if (!before || one.date <= before.date || one.due > before.due) return [];
    return [
      error(
        key,
        ['items', n, 'dates', i],
        'dates-order',
        text(
          `按顺延规则，${before.date} 改为 ${before.due}，${one.date} 改为 ${one.due}：两期${one.due === before.due ? '落在同一天' : '先后颠倒'}`,
          `by the roll rule ${before.date} becomes ${before.due} and ${one.date} becomes ${one.due}: ${one.due === before.due ? 'one day' : 'out of order'}`,
        ),
        text('请改期，或改变这一项的顺延规则', 'change a date, or the roll rule of the item'),
      ),
    ];
  });
}

/** A continuous item of which no quarter is asked for any more, or whose year is over. */
function quartersLeft(
  { item, n }: Chosen,
  plan: Plan,
  office: Office,
  { today }: CheckContext,
): PlanProblem[] {
  if (item.kind !== 'continuous') return [];
  const path = ['items', n, 'continuous'];
  if (yearOf(today) > plan.year)
    return [
      error(
        item.key,
        path,
        'year-over',
        text(`全年事项的年度 ${plan.year} 已经过去`, `the year of a continuous item, ${plan.year}, is over`),
        hint('请核对年份，或给它期限', 'check the year, or give it a date', 'plan-year'),
      ),
    ];
  if (asksQuarterFrom(office.calendar, today, plan.year)) return [];
  return [
    warning(
      item.key,
      path,
      'no-quarter-left',
      text(
        `${today} 交办，${plan.year} 年已没有一个季度会提醒上报：只作年终评议`,
        `issued on ${today}, no quarter of ${plan.year} is asked for any more: only the year-end review is left`,
      ),
      text('若要督办，请给它期限', 'give it a date if it is to be followed'),
    ),
  ];
}

type About = DatedItem & PlannedDate;

function pastDates({ key, path, due }: About, { today, acceptPast }: CheckContext): PlanProblem[] {
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
            `${date} 是休息日：催办按前一工作日 ${last} 倒数，${late} 起算逾期`,
            `${date} is a day off: reminders count back from ${last}, late from ${late}`,
          )
        : text(
            `${date} 是休息日，按顺延规则改为 ${due}`,
            `${date} is a day off, moved to ${due} by the roll rule`,
          ),
      text('若非本意，请写工作日', 'write a working day if that is not meant'),
    ),
  ];
}

function undeclaredDates({ key, path, due }: About, { calendar }: Office): PlanProblem[] {
  const years = [yearOf(due), yearOf(shift(calendar, due, 1).date)];
  const year = years.find((y) => !isDeclared(calendar, y));
  if (year === undefined) return [];
  return [
    provisionalDates(
      { key, path },
      text(
        `${year} 年放假安排尚未公布，${due} 之后的催办日期是预计`,
        `the holidays of ${year} are not published: what follows ${due} is provisional`,
      ),
    ),
  ];
}

const provisionalDates = ({ key, path }: Pick<About, 'key' | 'path'>, what: Text): PlanProblem =>
  warning(
    key,
    path,
    'undeclared-year',
    what,
    text('公布后导入日历，日期会重新推算', 'import the calendar once published; days are derived again'),
  );

/** Rungs after a date that fall in an undeclared year, though the date does not. */
function lateRungs({ key, path, due }: About, { calendar }: Office): PlanProblem[] {
  const target = shift(calendar, due, 0);
  if (target.provisional || shift(calendar, due, 1).provisional) return [];
  const expected = RUNGS.filter(({ from }) => from === 'B')
    .flatMap(({ rung, days }) => days.map((n) => ({ rung, ...shift(calendar, target.date, n) })))
    .filter(({ provisional }) => provisional);
  const [first] = expected;
  if (!first) return [];
  const rungs = [...new Set(expected.map(({ rung }) => rung))].join('、');
  return [
    provisionalDates(
      { key, path },
      text(
        `${due} 逾期后的 ${rungs}（${first.date} 起）落在放假安排尚未公布的 ${yearOf(first.date)} 年，是预计`,
        `${rungs} after ${due} (from ${first.date}) fall in ${yearOf(first.date)}, whose holidays are not published: provisional`,
      ),
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
