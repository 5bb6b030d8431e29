import { evolve } from '../item/evolve';
import type { Source } from '../item/commands/case';
import type { FileRef } from '../item/commands/fields';
import { eventTable, type EventBodies, type ItemEventType, type RecordedItemEvent } from '../item/events';
import type { Around, Telling } from '../item/told';
import type { ItemState } from '../item/types';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { accountOf, nameOfUnit } from '../roster/roster';
import { clockText, type Instant } from '../time';
import { ACCOUNT_ROLE, SOURCE } from '../words';

/** One line of an item's history (经过): who did what, when, and what it changed. */
export interface HistoryLine extends Telling {
  readonly seq: number;
  readonly at: Instant;
  readonly type: ItemEventType;
  /** The word of the event, 签收. */
  readonly event: Text;
  readonly who: ActorNames;
  /** Entered by a coordinator for the unit (代录), and how the unit had said it. */
  readonly onBehalf: { readonly unit: string; readonly source: Source; readonly how: Text } | null;
  readonly unitNames: readonly string[];
}

/** Who did it: an account, or the program or Temporal's own page. */
export interface ActorNames {
  readonly id: string;
  readonly name: Text;
  /** Null: not a person. */
  readonly role: Text | null;
  readonly unit: string | null;
}

const PROGRAM_ACTORS: Readonly<Record<string, Text>> = {
  duban: text('系统', 'the program'),
  temporal: text('Temporal 管理页面', "Temporal's own page"),
};

/** The name of whoever did something: of an account, or of the program. */
export const actorName = (id: string, office: Office): Text => whoOf(id, office).name;

function whoOf(id: string, { roster }: Office): ActorNames {
  const account = accountOf(roster, id);
  if (!account) return { id, name: PROGRAM_ACTORS[id] ?? text(id, id), role: null, unit: null };
  const { name, role, unit } = account;
  return {
    id,
    name: text(name, name),
    role: ACCOUNT_ROLE[role],
    unit: unit && nameOfUnit(roster, unit),
  };
}

const sourceOf = ({ body }: RecordedItemEvent): Source | null => ('source' in body ? body.source : null);

const TELLS_NOTHING: Omit<Telling, 'what'> = {
  units: [],
  changes: [],
  percentage: null,
  text: null,
  reason: null,
  files: [],
  answer: null,
  late: null,
};

/** What an event says to people, in both languages: its word where it has no sentence of its own. */
const tellingOf = <T extends ItemEventType>(type: T, body: EventBodies[T], around: Around): Telling => {
  const { words, tells } = eventTable[type];
  return { ...TELLS_NOTHING, what: words, ...tells(body, { ...around, word: words }) };
};

function historyLine(
  before: ItemState | null,
  event: RecordedItemEvent,
  after: ItemState,
  office: Office,
): HistoryLine {
  const { seq, at, type, actor } = event;
  const telling = tellingOf(type, event.body, { at, before, after, office });
  const names = telling.units.map((unit) => nameOfUnit(office.roster, unit));
  const source = sourceOf(event);
  return {
    ...telling,
    ...{ seq, at, type },
    event: eventTable[type].words,
    who: whoOf(actor, office),
    onBehalf: source && { unit: names[0] ?? '', source, how: SOURCE[source] },
    unitNames: names,
  };
}

/**
 * The history of an item in words, oldest first, from its events alone. `unit`: only what concerns that unit, and what
 * concerns all. Throws RangeError when the events do not begin with `issued`.
 */
export function historyOf(
  stream: string,
  events: readonly RecordedItemEvent[],
  office: Office,
  unit: string | null = null,
): readonly HistoryLine[] {
  const lines: HistoryLine[] = [];
  let state: ItemState | null = null;
  for (const event of events) {
    const after: ItemState = evolve(state, event, stream);
    lines.push(historyLine(state, event, after, office));
    state = after;
  }
  return unit === null ? lines : lines.filter(({ units }) => units.length === 0 || units.includes(unit));
}

const namedActor = (files: readonly FileRef[]): string => files.map(({ name }) => name).join('、');

const orNothing = (value: string | null, zh: string, en: string): readonly Text[] =>
  value === null || value === '' ? [] : [text(`${zh}：${value}`, `${en}: ${value}`)];

/** Everything that a line says after who and what: before → after, words, reason, files, how late. */
export const detailsOf = (line: HistoryLine): readonly Text[] => [
  ...line.changes.map(({ what, before, after }) =>
    text(`${what.zh} ${before ?? '—'} → ${after ?? '—'}`, `${what.en} ${before ?? '—'} → ${after ?? '—'}`),
  ),
  ...orNothing(line.reason, '理由', 'reason'),
  ...orNothing(line.text, '内容', 'text'),
  ...orNothing(line.answer, '对方答复', 'answer'),
  ...orNothing(line.files.length > 0 ? namedActor(line.files) : null, '附件', 'files'),
  ...(line.late ? [line.late] : []),
];

/** Units named one by one; of more the first two and their number. */
export const LISTED_UNITS = 3;

/** Units in one phrase: “区数据局、区司法局等5家”. */
export function namesText(names: readonly string[]): Text {
  if (names.length <= LISTED_UNITS) return text(names.join('、'), names.join(', '));
  const first = names.slice(0, 2);
  return text(`${first.join('、')}等${names.length}家`, `${first.join(', ')} and ${names.length - 2} more`);
}

/** What happened, and to whom where words or actor do not say so: “区数据局：办结通过：按期”. */
export function whatText({ what, who, onBehalf, unitNames }: HistoryLine): Text {
  const known = (name: string): boolean =>
    name === who.unit || name === onBehalf?.unit || what.zh.includes(name);
  const { zh, en } = namesText(unitNames.filter((name) => !known(name)));
  return zh === '' ? what : text(`${zh}：${what.zh}`, `${en}: ${what.en}`);
}

/** Who did it, for whom and how: "督办员甲（督办员），代区数据局录入（电话）". */
export function whoText({ who, onBehalf }: HistoryLine): Text {
  const roleZh = [who.unit, who.role?.zh].filter((part) => part !== undefined && part !== null).join('');
  const roleEn = [who.unit, who.role?.en].filter((part) => part !== undefined && part !== null).join(' ');
  // An account called after its office ("区数据局联络员") says its role once.
  const zh = roleZh === '' || roleZh === who.name.zh ? who.name.zh : `${who.name.zh}（${roleZh}）`;
  const en = roleEn === '' || roleZh === who.name.zh ? who.name.en : `${who.name.en} (${roleEn})`;
  return onBehalf
    ? text(
        `${zh}，代${onBehalf.unit}录入（${onBehalf.how.zh}）`,
        `${en}, for ${onBehalf.unit} (${onBehalf.how.en})`,
      )
    : text(zh, en);
}

/** A line as one sentence: "2025-07-01 10:00 审核员（审核领导） 区数据局：办结通过：按期；内容：…". */
export function sentenceOf(line: HistoryLine, zone: string): Text {
  const who = whoText(line);
  const details = detailsOf(line);
  const what = whatText(line);
  const join = (lang: 'zh' | 'en', comma: string): string =>
    [what[lang], ...details.map((one) => one[lang])].join(comma);
  const at = clockText(line.at, zone);
  return text(`${at} ${who.zh} ${join('zh', '；')}`, `${at} ${who.en}: ${join('en', '; ')}`);
}
