import { chargesIn } from './units/charges';
import { termsIn, type TimePhrase } from './times/deadline';
import { concat, part, rangeOf, rawText, rawTitle, tight, type Flow, type Range } from './flow';
import type { Context, Doubt, UnitMark } from './outline/marks';
import type { NoticeTask } from './outline/tasks';
import type { DeadlineKind, NoticeRole } from './types';
import type { ListedUnit, UnitList } from './units/units';

/** An item before it has a key and places by line. */
export interface ItemDraft {
  readonly no: string;
  readonly section: string | null;
  readonly title: string;
  readonly text: string;
  readonly units: readonly ListedUnit[];
  readonly open: boolean;
  readonly deadline: DeadlineDraft | null;
  readonly doubts: readonly Doubt[];
  readonly at: Range;
}

/** A deadline before its places have lines. */
export interface DeadlineDraft {
  readonly kind: DeadlineKind;
  readonly terms: readonly TimePhrase[];
}

const WEIGHT: readonly DeadlineKind[] = ['wrong', 'date', 'recurring', 'relative', 'continuous', 'none'];

/** One deadline out of several phrases; the gravest kind speaks for all. */
function deadlineOf(terms: readonly TimePhrase[]): DeadlineDraft | null {
  const kind = WEIGHT.find((one) => terms.some((term) => term.kind === one));
  return kind === undefined ? null : { kind, terms };
}

/** What a coordinator should confirm about the phrases. */
function termDoubts(terms: readonly TimePhrase[]): readonly Doubt[] {
  const doubts = terms.flatMap((term): Doubt[] =>
    term.code === null ? [] : [{ code: term.code, at: term.at }],
  );
  const said = new Set(terms.map((term) => term.text));
  const second = terms.find((term) => term.text !== terms[0]?.text);
  return said.size > 1 && second !== undefined
    ? [...doubts, { code: 'several-deadlines', at: second.at }]
    : doubts;
}

const ROLE_RANK: readonly NoticeRole[] = ['lead', 'each', 'support'];

/** Each unit once, in its first place, with the strongest role that it is named with. */
export function distinctUnits(units: readonly ListedUnit[]): readonly ListedUnit[] {
  const found = new Map<string, ListedUnit>();
  for (const unit of units) {
    const known = found.get(unit.name);
    const role = ROLE_RANK.find((one) => one === known?.role || one === unit.role) ?? unit.role;
    found.set(unit.name, { ...(known ?? unit), role });
  }
  return [...found.values()];
}

/** The units of several lists; a group is never a lead. */
export const listedUnits = (lists: readonly UnitList[]): readonly ListedUnit[] =>
  distinctUnits(lists.flatMap((list) => list.units).map((unit) => ({ ...unit, role: unitRole(unit) })));

const unitRole = (unit: ListedUnit): NoticeRole =>
  unit.form.kind === 'group' && unit.role === 'lead' ? 'each' : unit.role;

/** What a coordinator should confirm about lists of units. */
export function listDoubts(lists: readonly UnitList[], context: Context): readonly Doubt[] {
  return lists.flatMap((list) => [
    ...list.units.flatMap((unit): Doubt[] => {
      if (unit.form.kind === 'group')
        return unit.role === 'lead' ? [{ code: 'group-lead', at: unit.at }] : [];
      const { strength } = unit.form;
      const isKnown = strength === 'known' || (strength !== 'guess' && context.lexicon.isEmpty);
      return isKnown ? [] : [{ code: 'unknown-unit', at: unit.at }];
    }),
    ...list.unclear.map((at): Doubt => ({ code: 'unclear-unit', at })),
    ...list.notes.slice(0, 1).map((at): Doubt => ({ code: 'list-note', at })),
    ...(list.open === null ? [] : [{ code: 'open-list', at: list.open } as const]),
  ]);
}

const MAX_TITLE = 40;

/** A heading of its own, else the first sentence if it is short, else its first clause, cut at 40 characters. */
function noticeItemTitle(first: Flow | undefined, isHeaded: boolean, source: string): string {
  const text = first?.text.trimEnd() ?? '';
  if (first === undefined || text === '') return '';
  const sentence = /^[^。;!?]+/.exec(text)?.[0] ?? text;
  if (isHeaded || sentence.length <= MAX_TITLE)
    return rawTitle(part(first, 0, sentence.length), source).replace(/[，,、：:.]$/, '');
  const clause = /^[^,。;:!?]+/.exec(text)?.[0] ?? text;
  const title = rawTitle(part(first, 0, Math.min(clause.length, MAX_TITLE)), source);
  return clause.length > MAX_TITLE ? `${title}…` : title;
}

/** Sums up stretches of the source. */
function cover(ranges: readonly Range[]): Range {
  return ranges.reduce((all, one) => ({
    start: Math.min(all.start, one.start),
    end: Math.max(all.end, one.end),
  }));
}

const listsOf = (marks: readonly UnitMark[]): readonly UnitList[] => marks.map((mark) => mark.list);

/** The units and the time of a heading, for the items below that name none themselves. */
export interface Inherited {
  readonly lists: readonly UnitList[];
  readonly terms: readonly TimePhrase[];
}

export const INHERITS_NOTHING: Inherited = { lists: [], terms: [] };

/** What else an item needs to know: where it stands, and what its heading names. */
export interface WordStanding {
  readonly no: string;
  readonly section: string | null;
  /** The marker, or the empty range at the start of the text. */
  readonly at: Range;
  readonly inherited: Inherited;
}

/** Makes the item of a task. Without any unit it is an item too, with a finding. */
export function itemOf(
  task: NoticeTask,
  standing: WordStanding,
  context: Context,
  source: string,
): ItemDraft {
  const runs = task.paragraphs.map(concat);
  const marked = listsOf(task.marks);
  const prose = listedUnits(marked).length > 0 ? [] : runs.flatMap((run) => chargesIn(run, context));
  const own = [...marked, ...prose];
  const inherits = listedUnits(own).length === 0 && standing.inherited.lists.length > 0;
  const lists = inherits ? standing.inherited.lists : own;
  const said = task.marks.flatMap((mark) => mark.terms);
  const running = runs.flatMap((run) => termsIn(run, context.frame));
  const stated = said.length > 0 ? said : running;
  const inheritsTime = stated.length === 0 && standing.inherited.terms.length > 0;
  const terms = inheritsTime ? standing.inherited.terms : stated;
  const units = listedUnits(lists);
  const whole = cover([standing.at, ...runs.map(rangeOf), ...task.marks.map((mark) => mark.at)]);
  return {
    no: standing.no,
    section: standing.section,
    title: noticeItemTitle(runs[0], task.isHeaded, source),
    text: runs
      .map((run) => rawText(run, source))
      .filter((run) => run !== '')
      .join('\n'),
    units,
    open: lists.some((list) => list.open !== null),
    deadline: deadlineOf(terms),
    doubts: uniqueDoubts([
      ...task.doubts,
      ...(runs.some((run) => /[\p{L}\p{N}]/u.test(run.text))
        ? []
        : [{ code: 'no-text', at: standing.at } as const]),
      ...(units.length === 0 ? [{ code: 'no-units', at: firstSentence(runs, standing.at) } as const] : []),
      ...(inherits ? [{ code: 'inherited-units', at: firstSentence(runs, standing.at) } as const] : []),
      ...(prose.length > 0 ? [{ code: 'prose-units', at: firstUnit(prose, standing.at) } as const] : []),
      ...(inheritsTime
        ? [{ code: 'inherited-deadline', at: firstSentence(runs, standing.at) } as const]
        : []),
      ...listDoubts(inherits ? [] : own, context),
      ...termDoubts([...terms, ...(said.length > 0 ? running : [])]),
    ]),
    at: whole,
  };
}

const firstUnit = (lists: readonly UnitList[], otherwise: Range): Range =>
  lists[0]?.units[0]?.at ?? otherwise;

/** The same doubt about the same place counts once. */
const uniqueDoubts = (doubts: readonly Doubt[]): readonly Doubt[] => [
  ...new Map(doubts.map((doubt) => [`${doubt.code}|${doubt.at.start}`, doubt])).values(),
];

function firstSentence(runs: readonly Flow[], otherwise: Range): Range {
  const first = runs[0] === undefined ? null : tight(runs[0]);
  if (first === null || first.text === '') return otherwise;
  return rangeOf(part(first, 0, (/^[^。;!?]+[。;!?]?/.exec(first.text)?.[0] ?? first.text).length));
}
