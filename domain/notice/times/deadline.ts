import { monthOf, yearOf, type CivilDate } from '../../time';
import { dayNumber, lastDayOf, DATE_FIGURES, numberOf, yearFrom } from './dates';
import { endWithout, part, tight, rangeIn, type Flow, type Range } from '../flow';
import {
  CONTINUOUS_ALONE,
  CONTINUOUS_SENTENCE,
  DATE,
  NONE_ALONE,
  RECURRING,
  RELATIVE,
  RELATIVE_ALONE,
} from './phrases';
import type { DeadlineKind, FindingCode } from '../types';

const ALL_FIGURES = new RegExp(DATE_FIGURES, 'g');

/** What a phrase of time is read against: the year of the title, the notice's own date. */
export interface TimeFrame {
  readonly year: number | null;
  readonly base: CivilDate | null;
}

/** One phrase of time. `code` is the finding that it needs, if any. */
export interface TimePhrase {
  readonly kind: DeadlineKind;
  readonly dates: readonly CivilDate[];
  readonly at: Range;
  readonly text: string;
  readonly code: FindingCode | null;
}

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly kind: DeadlineKind;
  readonly dates: readonly CivilDate[];
  readonly code: FindingCode | null;
  /** Says by itself that it is a term: it ends with 前, or recurs on a named day. */
  readonly firm: boolean;
}

type DateVerdict = Pick<Candidate, 'kind' | 'dates' | 'code'>;

const wrongDate = (code: FindingCode): DateVerdict => ({ kind: 'wrong', dates: [], code });

function settledDate(date: CivilDate | null, frame: TimeFrame, code: FindingCode | null): DateVerdict {
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

const TENTH: Readonly<Record<string, number>> = { 上旬: 10, 初: 10, 中旬: 20 };

function dateInYear(year: number, groups: Groups): CivilDate | null {
  const month = numberOf(groups.month ?? '');
  const day = groups.day === undefined ? TENTH[groups.part ?? ''] : numberOf(groups.day);
  return day === undefined ? lastDayOf(year, month) : dayNumber(year, month, day);
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
  if (groups.half !== undefined)
    return settledDate(lastDayOf(year, groups.half === '上' ? 6 : 12), frame, null);
  if (groups.end !== undefined) return settledDate(dayNumber(year, 12, 31), frame, null);
  if (groups.quarter !== undefined)
    return settledDate(lastDayOf(year, 3 * numberOf(groups.quarter)), frame, null);
  return settledDate(dateInYear(year, groups), frame, groups.part === '初' ? 'deadline-assumed' : null);
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
    found.push({ start, end, ...verdictOf(groups, frame), firm: groups.before !== undefined });
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
  const step =
    groups.month !== undefined || groups.bymonth !== undefined
      ? 1
      : groups.quarter !== undefined || groups.byquarter !== undefined
        ? 3
        : 6;
  const shift = groups.first === undefined ? 0 : step - 1;
  const months = Array.from({ length: 12 / step }, (_, i) => step * (i + 1) - shift);
  const day = groups.day === undefined ? null : numberOf(groups.day);
  const days = months.map((month) => (day === null ? lastDayOf(year, month) : dayNumber(year, month, day)));
  return days.filter((date) => date !== null).filter((date) => base === null || date >= base);
}

function recurring(text: string, frame: TimeFrame): readonly Candidate[] {
  return [...text.matchAll(RECURRING)].map((match) => {
    const groups: Groups = match.groups ?? {};
    const firm = groups.day !== undefined || /[底末前]$/.test(match[0]);
    const span = { start: match.index, end: match.index + match[0].length };
    return { ...span, kind: 'recurring', dates: occurrences(groups, frame), code: null, firm };
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
function deadlineCandidates(text: string, frame: TimeFrame): readonly Candidate[] {
  if (!MAY_BE_TIME.test(text)) return [];
  const all = [...relatives(text), ...recurring(text, frame), ...absolutes(text, frame)];
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Candidate[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}

const CLAUSE_START = /(?:^|[,。;:、!?()”\n]|[于在到至]|力争|争取|确保|计划|预计|原则上|最迟|今年|本年)$/;
const DOES =
  /^(?:完成|实现|建成|上线|启动|开展|基本|全面|组织|报送|形成|印发|出台|达到|举办|举行|召开|制定|推出)/;
const IS_HISTORY = /^(?:起|以来|开始|的|施行|实施的|印发的|发布的|出台的|下发|通过|修订|数据)/;

/** The sentence reports what was done, not what is due. */
const IS_DONE = /^[^。;!?]*?(?:了(?!解|望)|已(?!有|取得|获)|同比|曾)/;

/** In the running text a bare date is a term only where a clause begins with it or a verb follows it. */
function isTerm(text: string, one: Candidate): boolean {
  if (one.firm) return true;
  const after = text.slice(one.end, one.end + 4);
  if (IS_HISTORY.test(after) || IS_DONE.test(text.slice(one.end, one.end + 60))) return false;
  const phrase = text.slice(one.start, one.end);
  if (one.kind !== 'recurring' && /[月日]$/.test(phrase)) return false;
  return CLAUSE_START.test(text.slice(Math.max(0, one.start - 4), one.start)) || DOES.test(after);
}

const phraseOf = (flow: Flow, one: Candidate): TimePhrase => ({
  kind: one.kind,
  dates: one.dates,
  at: rangeIn(flow, one.start, one.end),
  text: flow.text.slice(one.start, one.end),
  code: one.code,
});

/** 全年, 长期坚持 and the like as sentences of their own. */
function standingDate(flow: Flow): readonly TimePhrase[] {
  const found: TimePhrase[] = [];
  for (const match of flow.text.matchAll(/[^。;!?]+/g)) {
    if (match[0].length > 16 || !CONTINUOUS_SENTENCE.test(match[0])) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    found.push(phraseOf(flow, { start, end, kind: 'continuous', dates: [], code: null, firm: true }));
  }
  return found;
}

/** What stands in quotation marks is somebody else's word or a name: “年初签约、年底考核”. */
const QUOTED = /“[^“”]{1,80}”|"[^"]{1,80}"|《[^《》]{1,80}》|「[^「」]{1,80}」/g;

/** The phrases of time in the running text of a task. */
export function termsIn(running: Flow, frame: TimeFrame): readonly TimePhrase[] {
  const flow = tight(running);
  const plain = flow.text.replace(QUOTED, (quoted) => '※'.repeat(quoted.length));
  const terms = deadlineCandidates(plain, frame).filter((one) => isTerm(plain, one));
  return [...terms.map((one) => phraseOf(flow, one)), ...standingDate(flow)];
}

const bareYear = (text: string, frame: TimeFrame): DateVerdict | null => {
  const match = /^(\d{4})年(?:度|全年)?$/.exec(text);
  return match?.[1] === undefined ? null : settledDate(dayNumber(Number(match[1]), 12, 31), frame, null);
};

function aloneVerdict(said: string, frame: TimeFrame): DateVerdict | null {
  const text = said.replace(/^并且?/, '');
  if (CONTINUOUS_ALONE.test(text)) return { kind: 'continuous', dates: [], code: null };
  if (NONE_ALONE.test(text)) return { kind: 'none', dates: [], code: null };
  return bareYear(text, frame);
}

const strip = (flow: Flow): Flow => {
  const inner = tight(flow);
  return part(inner, 0, endWithout(inner.text, '。;,、.'));
};

/**
 * Reads a text that stands where a deadline is expected (a column, a bracket, behind a label): every date in it
 * counts. What cannot be read is `wrong`, never a guess; an empty text gives none.
 */
export function termsAlone(cell: Flow, frame: TimeFrame): readonly TimePhrase[] {
  const flow = strip(cell);
  if (flow.text === '' || /^[-—–/无]+$/.test(flow.text)) return [];
  const all = { start: 0, end: flow.text.length, firm: true };
  const verdict = aloneVerdict(flow.text, frame);
  if (verdict !== null) return [phraseOf(flow, { ...all, ...verdict })];
  const found = deadlineCandidates(flow.text, frame);
  if (found.length > 0) return found.map((one) => phraseOf(flow, one));
  const steady = flow.text.split(/[,、;]/).some((piece) => CONTINUOUS_ALONE.test(piece));
  if (steady) return [phraseOf(flow, { ...all, kind: 'continuous', dates: [], code: null })];
  const relative = RELATIVE_ALONE.test(flow.text);
  if (relative) return [phraseOf(flow, { ...all, kind: 'relative', dates: [], code: 'deadline-relative' })];
  return [phraseOf(flow, { ...all, ...wrongDate('deadline-wrong') })];
}

/** True when a word of a unit bracket is nothing but a phrase of time ("2025年12月底前完成", "长期坚持"). */
export function isDeadline(word: Flow): boolean {
  const { text } = strip(word);
  if (text.length < 2 || text.length > 30) return false;
  const frame: TimeFrame = { year: 2000, base: null };
  if (aloneVerdict(text, frame) !== null || RELATIVE_ALONE.test(text)) return true;
  const covered = deadlineCandidates(text, frame).reduce((sum, one) => sum + one.end - one.start, 0);
  return covered > 0 && text.length - covered <= 4;
}
