import { monthOf, yearOf, type CivilDate } from '../../time';
import { dayNumber, lastDayOf, DATE_FIGURES, numberOf, yearFrom } from './dates';
import { dayIn, type Spot, type SpotDay } from './periods';
import { DATE, RECURRING, RELATIVE, TIME_REST, VAGUE_REST } from './phrases';
import type { DeadlineKind, FindingCode } from '../types';

const ALL_FIGURES = new RegExp(DATE_FIGURES, 'g');

/** What a phrase of time is read against: the year of the title, the notice's own date. */
export interface TimeFrame {
  readonly year: number | null;
  readonly base: CivilDate | null;
}

/** A phrase of time at its place in a text, before it is known whether it is a term. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly kind: DeadlineKind;
  readonly dates: readonly CivilDate[];
  readonly code: FindingCode | null;
  /** Says by itself that it is a term: it ends with 前, or recurs on a named day. */
  readonly firm: boolean;
}

/** What a phrase says: its days, or why it has none. */
export type DateVerdict = Pick<Candidate, 'kind' | 'dates' | 'code'>;

export const wrongDate = (code: FindingCode): DateVerdict => ({ kind: 'wrong', dates: [], code });

export function settledDate(date: CivilDate | null, frame: TimeFrame, code: FindingCode | null): DateVerdict {
  if (date === null) return wrongDate('deadline-wrong');
  if (frame.base !== null && date < frame.base) return wrongDate('deadline-past');
  return { kind: 'date', dates: [date], code };
}

type Groups = Readonly<Record<string, string | undefined>>;

const yearOfGroups = (groups: Groups, frame: TimeFrame): number | null => {
  if (groups.year !== undefined) return yearFrom(groups.year);
  if (frame.year === null) return null;
  return /明年|次年/.test(groups.word ?? '') ? frame.year + 1 : frame.year;
};

/** The stretch of a year that a phrase speaks of, and the spot in it. */
function spotOf(groups: Groups, year: number): SpotDay | null {
  const { half, quarter, before } = groups;
  const spot = (prefix: string): Spot => ({
    month: groups[`${prefix}month`],
    day: groups[`${prefix}day`],
    part: groups[`${prefix}part`],
    before: before !== undefined,
  });
  if (half !== undefined) {
    const from = half === '上' ? 1 : 7;
    return dayIn({ year, from, to: from + 5 }, spot('half'));
  }
  if (quarter !== undefined) {
    const to = 3 * numberOf(quarter);
    return dayIn({ year, from: to - 2, to }, spot('quarter'));
  }
  const month = numberOf(groups.month ?? '');
  return dayIn({ year, from: month, to: month }, { ...spot(''), month: undefined });
}

/** The day that an absolute phrase names: the last one of the month, quarter, half-year or year it speaks of. */
function verdictOf(groups: Groups, frame: TimeFrame): DateVerdict {
  if (groups.moon !== undefined) {
    const { base } = frame;
    if (base === null) return { kind: 'relative', dates: [], code: 'deadline-relative' };
    return settledDate(lastDayOf(yearOf(base), monthOf(base)), frame, 'deadline-assumed');
  }
  // "2025年下旬" names no month
  if (groups.odd !== undefined) return wrongDate('deadline-wrong');
  const year = yearOfGroups(groups, frame);
  if (year === null) return wrongDate('deadline-no-year');
  if (groups.end !== undefined) return settledDate(dayNumber(year, 12, 31), frame, null);
  const day = spotOf(groups, year);
  return settledDate(day?.date ?? null, frame, day?.isCertain === false ? 'deadline-assumed' : null);
}

/** A verdict with regard to what follows its phrase: words of time that are not understood leave no date. */
function withRest(text: string, one: Candidate): Candidate {
  const after = text.slice(one.end, one.end + 6);
  const rest = TIME_REST.exec(after)?.[0].length ?? 0;
  if (rest > 0) return { ...one, ...wrongDate('deadline-wrong'), end: one.end + rest, firm: true };
  if (!VAGUE_REST.test(after)) return one;
  return { ...one, code: one.code ?? 'deadline-assumed', end: one.end + 2 };
}

/** 底, 末 and 内 alone belong to a year before them; 年内 behind a number or 去 is no term ("三年内"). */
function isNoTerm(text: string, start: number, groups: Groups): boolean {
  const { year, word, end, odd } = groups;
  if (odd !== undefined) return year === undefined;
  if (year !== undefined || word !== undefined || end === undefined) return false;
  return end.length === 1 || /[\d一二两三四五六七八九十几近去上前百]$/.test(text.slice(0, start).slice(-1));
}

function absolutes(text: string, frame: TimeFrame): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const match of text.matchAll(DATE)) {
    const groups: Groups = match.groups ?? {};
    if (isNoTerm(text, match.index, groups)) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    const last = found.at(-1);
    if (last?.end === start && !last.firm && /[年底末内]$/.test(text.slice(last.start, last.end))) {
      // "2022年底11月前" says two things at once
      found[found.length - 1] = { ...last, end, ...wrongDate('deadline-wrong'), firm: true };
      continue;
    }
    const firm = groups.before !== undefined;
    found.push(withRest(text, { start, end, ...verdictOf(groups, frame), firm }));
  }
  for (const match of text.matchAll(ALL_FIGURES)) {
    const [all, year = '', month = '', day = ''] = match;
    const date = dayNumber(Number(year), Number(month), Number(day));
    const end = match.index + all.length;
    found.push({
      start: match.index,
      end,
      ...settledDate(date, frame, null),
      firm: text.charAt(end) === '前',
    });
  }
  return found;
}

/** The days of a recurring term in the notice's year, from the notice's own date on. */
function occurrences(groups: Groups, frame: TimeFrame): readonly CivilDate[] {
  const { year, base } = frame;
  if (year === null) return [];
  const { every = '', month, day, part, before } = groups;
  const isEach = (word: string, by: string | undefined): boolean =>
    by !== undefined || every.startsWith(word);
  const step = isEach('月', groups.bymonth) ? 1 : isEach('季', groups.byquarter) ? 3 : 6;
  // what falls into the month after a period may belong to the last one of the year before
  const first = month?.startsWith('次') === true ? -step : 0;
  const froms = Array.from({ length: (12 - first) / step }, (_, i) => first + step * i + 1);
  const spot = { month, day, part, before: before !== undefined && (month ?? day ?? part) !== undefined };
  const days = froms.map((from) => dayIn({ year, from, to: from + step - 1 }, spot)?.date ?? null);
  return days.filter((date) => date !== null).filter((date) => base === null || date >= base);
}

function recurring(text: string, frame: TimeFrame): readonly Candidate[] {
  return [...text.matchAll(RECURRING)].map((match) => {
    const groups: Groups = match.groups ?? {};
    const { day, part, month } = groups;
    const isNamed = (day ?? part ?? month) !== undefined;
    const code = part === '初' ? 'deadline-assumed' : null;
    const dates = occurrences(groups, frame);
    const none = isNamed && dates.length === 0 && frame.year !== null && frame.base === null;
    const verdict: DateVerdict = none ? wrongDate('deadline-wrong') : { kind: 'recurring', dates, code };
    const firm = isNamed || groups.before !== undefined;
    return withRest(text, { start: match.index, end: match.index + match[0].length, ...verdict, firm });
  });
}

const relatives = (text: string): readonly Candidate[] =>
  [...text.matchAll(RELATIVE)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: 'relative',
    dates: [],
    code: 'deadline-relative',
    firm: true,
  }));

/** No phrase of time is without one of these. */
const MAY_BE_TIME = /[年月季旬日天周前末底内]|\d[-/.]\d/;

/** All candidates in order; of two that overlap the earlier one, then the longer one, stays. */
export function deadlineCandidates(text: string, frame: TimeFrame): readonly Candidate[] {
  if (!MAY_BE_TIME.test(text)) return [];
  const all = [...relatives(text), ...recurring(text, frame), ...absolutes(text, frame)];
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Candidate[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}
