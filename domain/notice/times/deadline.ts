import type { CivilDate } from '../../time';
import {
  deadlineCandidates,
  settledDate,
  wrongDate,
  type Candidate,
  type DateVerdict,
  type TimeFrame,
} from './candidates';
import { dayNumber } from './dates';
import { endWithout, part, tight, rangeIn, type Flow, type Range } from '../flow';
import { CONTINUOUS_ALONE, CONTINUOUS_SENTENCE, NONE_ALONE, RELATIVE_ALONE } from './phrases';
import type { DeadlineKind, FindingCode } from '../types';

/** One phrase of time. `code` is the finding that it needs, if any. */
export interface TimePhrase {
  readonly kind: DeadlineKind;
  readonly dates: readonly CivilDate[];
  readonly at: Range;
  readonly text: string;
  readonly code: FindingCode | null;
}

const CLAUSE_START =
  /(?:^|[,。;:、!?()”\n]|[于在到至]|力争|争取|确保|计划|预计|原则上|最迟|今年|本年|其中|截止|截至|并|先)$/;
const DOES =
  /^(?:完成|实现|建成|上线|启动|开展|基本|全面|组织|报送|形成|印发|出台|达到|举办|举行|召开|制定|推出)/;
const IS_HISTORY = /^(?:起|(?:之|以)?后|以来|开始|的|施行|实施的|印发的|发布的|出台的|下发|通过|修订|数据)/;

/** The sentence reports what was done, not what is due. */
const IS_DONE = /^[^。;!?]*?(?:了(?!解|望)|已(?!有|取得|获)|同比|曾)/;

/** In the running text a bare date is a term only where a clause begins with it or a verb follows it. */
function isTerm(text: string, one: Candidate): boolean {
  if (/后$/.test(text.slice(one.start, one.end))) return false;
  if (one.firm) return true;
  const after = text.slice(one.end, one.end + 4);
  if (IS_HISTORY.test(after) || IS_DONE.test(text.slice(one.end, one.end + 60))) return false;
  const phrase = text.slice(one.start, one.end);
  if (one.kind !== 'recurring' && /(?:日|(?<![首末个])月)$/.test(phrase)) return false;
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

/** Clauses beside a date that promise another day without naming it: 3月底前选址，供暖季前开工. */
function unread(text: string, found: readonly Candidate[]): readonly Candidate[] {
  return [...text.matchAll(/[^,;。]+/g)].flatMap((match): readonly Candidate[] => {
    const [start, end] = [match.index, match.index + match[0].length];
    if (found.some((one) => one.start < end && one.end > start) || !RELATIVE_ALONE.test(match[0])) return [];
    return [{ start, end, kind: 'relative', dates: [], code: 'deadline-relative', firm: true }];
  });
}

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
  if (found.length > 0)
    return [...found, ...unread(flow.text, found)]
      .sort((a, b) => a.start - b.start)
      .map((one) => phraseOf(flow, one));
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
