import { mondayOf, plusDays, type CivilDate } from '../domain/time';
import type { Chart } from './chart';
import { referenceOf, type Happening } from './happenings';
import { lineName, type RegisterRow } from './register';

/** The names of what falls under a key, found in one pass over all. */
function namesBy<T>(
  all: readonly T[],
  key: (one: T) => string,
  name: (one: T) => string,
): (key: string) => readonly string[] {
  const names = new Map<string, string[]>();
  for (const one of all) {
    const known = names.get(key(one));
    if (known) known.push(name(one));
    else names.set(key(one), [name(one)]);
  }
  return (asked) => names.get(asked) ?? [];
}

const LAMP_WORDS = ['逾期', '临近', '未签收', '待审', '正常', '办结'] as const;

/** 各单位亮灯: the lines of the register by unit, those with the most late ones first. */
export function lampsByUnit(register: readonly RegisterRow[], asOf: string): Chart {
  const words = [...new Set(register.map(({ lamp }) => lamp))].sort(
    (a, b) => lampRank(a) - lampRank(b) || (a < b ? -1 : 1),
  );
  const units = [...new Set(register.map(({ unit }) => unit))];
  const lines = namesBy(register, ({ unit, lamp }) => `${unit} ${lamp}`, lineName);
  const late = namesBy(register.filter(isLateRow), ({ unit }) => unit, lineName);
  const bars = units
    .toSorted((a, b) => late(b).length - late(a).length || (a < b ? -1 : 1))
    .map((unit) => ({ name: unit, parts: words.map((word) => lines(`${unit} ${word}`)) }));
  return {
    title: `各单位亮灯（截至${asOf}）`,
    description: `${units.length}个单位共${register.length}件，其中逾期${register.filter(isLateRow).length}件。逐单位数字见表。`,
    series: words,
    whole: true,
    bars,
  };
}

const isLateRow = ({ late }: RegisterRow): boolean => late;

/** The most pressing first; lamps of another name after them. */
const lampRank = (lamp: string): number => {
  const rank = LAMP_WORDS.findIndex((word) => lamp.includes(word));
  return rank === -1 ? LAMP_WORDS.length : rank;
};

/** 每周办结与计划: how many were accepted in a week, and how many dates fell into it. */
export function closingsByWeek(
  register: readonly RegisterRow[],
  happened: readonly Happening[],
  asOf: string,
): Chart {
  const accepted = happened.filter(({ event }) => event.type === 'handInAccepted');
  const weekOf = weekByDay();
  const dues = register.flatMap((row) => (row.firstDue === null ? [] : [{ row, due: row.firstDue }]));
  const acceptedIn = namesBy(accepted, ({ day }) => weekOf(day), referenceOf);
  const dueIn = namesBy(
    dues,
    ({ due }) => weekOf(due),
    ({ row }) => lineName(row),
  );
  const days = [...accepted.map(({ day }) => day), ...dues.map(({ due }) => due)].map(weekOf).sort();
  const bars = weeksFrom(days[0], days.at(-1)).map((monday) => ({
    name: monday,
    parts: [acceptedIn(monday), dueIn(monday)],
  }));
  return {
    title: `每周办结与计划（截至${asOf}）`,
    description: `办结${accepted.length}件次，按原定时限应办结${dues.length}件次。逐周数字见表，周以周一为名。`,
    series: ['办结', '计划'],
    whole: false,
    bars: bars.filter(({ parts }) => parts.some(({ length }) => length > 0)),
  };
}

/** The Monday of a day's week, found once for each day. */
function weekByDay(): (day: CivilDate) => CivilDate {
  const known = new Map<CivilDate, CivilDate>();
  return (day) => {
    const monday = known.get(day) ?? mondayOf(day);
    known.set(day, monday);
    return monday;
  };
}

/** Mondays from the first to the last, both of them. */
function weeksFrom(first: CivilDate | undefined, last: CivilDate | undefined): readonly CivilDate[] {
  const weeks: CivilDate[] = [];
  if (first && last) for (let at = first; at <= last; at = plusDays(at, 7)) weeks.push(at);
  return weeks;
}

/** A mail as a chart counts it. */
export interface CountedMail {
  readonly slot: CivilDate;
  readonly kind: string;
  /** By which it is found again. */
  readonly name: string;
}

/** 全年邮件: mails by month and kind. */
export function mailsByMonth(mails: readonly CountedMail[], asOf: string): Chart {
  const kinds = [...new Set(mails.map(({ kind }) => kind))].sort();
  const months = [...new Set(mails.map(({ slot }) => slot.slice(0, 7)))].sort();
  const sent = namesBy(
    mails,
    ({ slot, kind }) => `${slot.slice(0, 7)} ${kind}`,
    ({ name }) => name,
  );
  return {
    title: `全年邮件（截至${asOf}）`,
    description: `共${mails.length}封，按月和种类。逐月数字见表。`,
    series: kinds,
    whole: true,
    bars: months.map((month) => ({
      name: month,
      parts: kinds.map((kind) => sent(`${month} ${kind}`)),
    })),
  };
}
