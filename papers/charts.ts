import { mondayOf, type CivilDate } from '../domain/time';
import type { Chart, Countable, NamedChart } from './chart';
import { referenceOf, type Happening } from './happenings';
import { lineName, type RegisterRow } from './register';

/** The names of what falls under each key, found in one pass over all. */
function namesBy<T, K extends string>(
  all: readonly T[],
  key: (one: T) => K,
  name: (one: T) => string,
): ReadonlyMap<K, readonly string[]> {
  const names = new Map<K, string[]>();
  for (const one of all) {
    const known = names.get(key(one));
    if (known) known.push(name(one));
    else names.set(key(one), [name(one)]);
  }
  return names;
}

const countAll = (all: Iterable<Countable>): number => [...all].reduce((sum, { length }) => sum + length, 0);

/** What counts are made from: what was counted, and what there is where nothing was. */
export interface Tally<K extends string, P extends Countable> {
  readonly found: ReadonlyMap<K, P>;
  readonly none: P;
}

const named = <K extends string>(found: ReadonlyMap<K, readonly string[]>): Tally<K, readonly string[]> => ({
  found,
  none: [],
});

/** How often each key occurs, without names. */
export const unnamed = <K extends string>(counts: ReadonlyMap<K, number>): Tally<K, Countable> => ({
  found: new Map([...counts].map(([key, length]) => [key, { length }])),
  none: { length: 0 },
});

/** A unit, its lamp, and whether that is late, as one key. */
export type LampKey = `${string}\t${string}`;

const LAMP_WORDS = ['逾期', '临近', '未签收', '待审', '正常', '办结'] as const;

/** 各单位亮灯: the lines of the register by unit, those with the most late ones first. */
export function lampsChart<P extends Countable>({ found, none }: Tally<LampKey, P>, asOf: string): Chart<P> {
  const late = new Map<string, number>();
  const lamps = new Set<string>();
  for (const [key, { length }] of found) {
    const [unit = '', lamp = '', isLate = ''] = key.split('\t');
    late.set(unit, (late.get(unit) ?? 0) + (isLate === 'true' ? length : 0));
    lamps.add(`${lamp}\t${isLate}`);
  }
  const series = [...lamps].sort((a, b) => lampRank(a) - lampRank(b) || (a < b ? -1 : 1));
  const bars = [...late]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([name]) => ({ name, parts: series.map((lamp) => found.get(`${name}\t${lamp}`) ?? none) }));
  const lateLines = [...late.values()].reduce((sum, count) => sum + count, 0);
  return {
    title: `各单位亮灯（截至${asOf}）`,
    description: `${late.size}个单位共${countAll(found.values())}件，其中逾期${lateLines}件。逐单位数字见表。`,
    ...{ series: series.map(seriesName), whole: true, bars },
  };
}

/** “✓ 已办结（逾期）”: what is late under a lamp that does not say so stands apart. */
function seriesName(key: string): string {
  const [lamp = '', isLate = ''] = key.split('\t');
  return isLate === 'true' && !lamp.includes('逾期') ? `${lamp}（逾期）` : lamp;
}

/** The same from a register, with the names of the lines. */
export const lampsByUnit = (register: readonly RegisterRow[], asOf: string): NamedChart =>
  lampsChart(
    named(namesBy(register, ({ unit, lamp, late }): LampKey => `${unit}\t${lamp}\t${late}`, lineName)),
    asOf,
  );

/** The most pressing first; lamps of another name after them. */
const lampRank = (lamp: string): number => {
  const rank = LAMP_WORDS.findIndex((word) => lamp.includes(word));
  return rank === -1 ? LAMP_WORDS.length : rank;
};

/** 每周办结与计划: how many were accepted in a week, and how many dates fell into it; a week by its Monday. */
export function weeksChart<P extends Countable>(
  accepted: Tally<CivilDate, P>,
  due: Tally<CivilDate, P>,
  asOf: string,
): Chart<P> {
  const mondays = [...new Set([...accepted.found.keys(), ...due.found.keys()])].sort();
  const bars = mondays.map((monday) => ({
    name: monday,
    parts: [accepted.found.get(monday) ?? accepted.none, due.found.get(monday) ?? due.none],
  }));
  return {
    title: `每周办结与计划（截至${asOf}）`,
    description: `办结${countAll(accepted.found.values())}件次，按原定时限应办结${countAll(due.found.values())}件次。逐周数字见表，周以周一为名。`,
    ...{ series: ['办结', '计划'], whole: false, bars },
  };
}

/** The same from a register and what happened, with the names of lines and events. */
export function closingsByWeek(
  register: readonly RegisterRow[],
  happened: readonly Happening[],
  asOf: string,
): NamedChart {
  const weekOf = weekByDay();
  const accepted = happened.filter(({ event }) => event.type === 'handInAccepted');
  const dues = register.flatMap((row) => (row.firstDue === null ? [] : [{ row, due: row.firstDue }]));
  return weeksChart(
    named(namesBy(accepted, ({ day }) => weekOf(day), referenceOf)),
    named(
      namesBy(
        dues,
        ({ due }) => weekOf(due),
        ({ row }) => lineName(row),
      ),
    ),
    asOf,
  );
}

/** The Monday of a day's week, found once for each day. */
export function weekByDay(): (day: CivilDate) => CivilDate {
  const known = new Map<CivilDate, CivilDate>();
  return (day) => {
    const monday = known.get(day) ?? mondayOf(day);
    known.set(day, monday);
    return monday;
  };
}

/** A mail as a chart counts it. */
export interface CountedMail {
  readonly slot: CivilDate;
  readonly kind: string;
  /** By which it is found again. */
  readonly name: string;
}

/** A month and a kind of mails as one key. */
export type MonthKey = `${string}\t${string}`;

/** 全年邮件: mails by month and kind. */
export function mailsChart<P extends Countable>({ found, none }: Tally<MonthKey, P>, asOf: string): Chart<P> {
  const keys = [...found.keys()].map((key) => key.split('\t'));
  const months = [...new Set(keys.map(([month = '']) => month))].sort();
  const kinds = [...new Set(keys.map(([, kind = '']) => kind))].sort();
  return {
    title: `全年邮件（截至${asOf}）`,
    description: `共${countAll(found.values())}封，按月和种类。逐月数字见表。`,
    ...{ series: kinds, whole: true },
    bars: months.map((name) => ({
      name,
      parts: kinds.map((kind) => found.get(`${name}\t${kind}`) ?? none),
    })),
  };
}

/** The same from the mails themselves, with their names. */
export const mailsByMonth = (mails: readonly CountedMail[], asOf: string): NamedChart =>
  mailsChart(
    named(
      namesBy(
        mails,
        ({ slot, kind }): MonthKey => `${slot.slice(0, 7)}\t${kind}`,
        ({ name }) => name,
      ),
    ),
    asOf,
  );
