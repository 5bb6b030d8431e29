import {
  Document,
  isMap,
  isScalar,
  isSeq,
  Pair,
  parseDocument,
  Scalar,
  YAMLMap,
  YAMLSeq,
  type Node,
} from 'yaml';
import type { ProposedItem, Proposal } from '../../domain/plan/propose';
import { text, type Text } from '../../domain/problem';
import type { NoticeReading } from '../../domain/notice/types';

type DraftLang = 'zh' | 'en';

/** What a draft needs beside the reading. */
export interface DraftHead {
  readonly notice: string;
  /** Path of the notice as seen from plan.yaml; null: it comes from somewhere else. */
  readonly source: string | null;
  /** Null: to be confirmed, one of these. */
  readonly coordinator: string | null;
  readonly coordinators: readonly string[];
}

/** Every place that a coordinator must look at has this word. */
export const CONFIRM: Readonly<Record<DraftLang, string>> = { zh: '需督办员确认', en: 'TO CONFIRM' };

const confirm = (what: Text, lang: DraftLang): string =>
  ` ${CONFIRM[lang]}${lang === 'zh' ? '：' : ': '}${draftLine(what[lang])}`;

const draftLine = (words: string): string => words.replace(/\s+/g, ' ');

const comments = (lines: readonly string[]): string | null => (lines.length > 0 ? lines.join('\n') : null);

interface PairNotes {
  /** Lines above the key. */
  readonly before?: readonly string[];
  /** Behind the value. */
  readonly behind?: string | null;
}

/** A pair of a map; null is written as nothing at all. */
function pair(name: string, value: Node | string | number | boolean | null, notes: PairNotes = {}): Pair {
  const key = new Scalar(name);
  key.commentBefore = comments(notes.before ?? []);
  const node = typeof value === 'object' && value !== null ? value : new Scalar(value);
  if (notes.behind != null) node.comment = notes.behind;
  return new Pair(key, node);
}

function mapOf(pairs: readonly Pair[]): YAMLMap {
  const map = new YAMLMap();
  map.items.push(...pairs);
  return map;
}

function flowList(values: readonly string[]): YAMLSeq {
  const list = new YAMLSeq();
  list.flow = true;
  list.items.push(...values.map((value) => new Scalar(value)));
  return list;
}

/** Quoted, so that 10 and 10.10 stay what they are. */
function keyScalar(key: string): Scalar {
  const scalar = new Scalar(key);
  scalar.type = 'QUOTE_SINGLE';
  return scalar;
}

/** How plan.yaml is written, everywhere. */
export const YAML_STYLE = {
  lineWidth: 0,
  nullStr: '',
  indentSeq: true,
  flowCollectionPadding: false,
} as const;

/**
 * plan.yaml for a notice that nobody has worked on: what is certain is filled, all else empty with a comment that begins
 * with 需督办员确认. Ends with a line feed.
 */
export function writeDraft(proposal: Proposal, head: DraftHead, lang: DraftLang): string {
  const document = new Document(mapOf([...headPairs(proposal, head, lang), itemsPair(proposal, lang)]));
  document.commentBefore = comments(top(lang));
  return document.toString(YAML_STYLE);
}

const top = (lang: DraftLang): readonly string[] =>
  lang === 'zh'
    ? [
        ' 督办计划（草稿）：由通知读出，凡拿不准的都空着，标“需督办员确认”。',
        ' 每项：due 一个期限，dates 多期，continuous: true 全年；lead 牵头，each 责任，support 配合（通知写到的单位不写即 each）。',
      ]
    : [
        ' A draft of the plan, read from the notice; whatever is unsure is empty and marked TO CONFIRM.',
        ' Of each item: due one date, dates several, continuous: true all year; lead, each, support (units of the notice are each).',
      ];

function headPairs(proposal: Proposal, head: DraftHead, lang: DraftLang): readonly Pair[] {
  const { title, number, year } = proposal;
  const who = head.coordinators.join('、');
  return [
    pair('notice', head.notice, {
      behind:
        lang === 'zh' ? ' 通知的代号，导入之前可以改' : ' id of the notice; may be changed before import',
    }),
    ...(head.source === null ? [] : [pair('source', head.source)]),
    ...(title === '' ? [] : [pair('title', title)]),
    ...(number === null ? [] : [pair('number', number)]),
    pair(
      'year',
      year,
      year === null ? { behind: confirm(text('通知里读不出年份', 'the notice names no year'), lang) } : {},
    ),
    pair(
      'coordinator',
      head.coordinator,
      head.coordinator === null
        ? {
            behind: confirm(
              text(
                `由谁督办${who === '' ? '' : `：${who}`}`,
                `who is the coordinator${who === '' ? '' : `: ${who}`}`,
              ),
              lang,
            ),
          }
        : {},
    ),
    ...namesPairs(proposal, lang),
    ...groupsPairs(proposal, lang),
  ];
}

const countOfKeys = (keys: readonly string[], lang: DraftLang): string =>
  lang === 'zh' ? `第 ${keys.join('、')} 项` : `items ${keys.join(', ')}`;

function namePair({ name, items, suggestion }: Proposal['names'][number], lang: DraftLang): Pair {
  const asked =
    suggestion === null
      ? text('名册里没有相近的', 'nothing like it in the roster')
      : text(`是不是“${suggestion}”？`, `is it "${suggestion}"?`);
  const what = text(
    `${asked.zh}（${countOfKeys(items, 'zh')}）`,
    `${asked.en} (${countOfKeys(items, 'en')})`,
  );
  return pair(name, null, { behind: confirm(what, lang) });
}

const namesPairs = ({ names }: Proposal, lang: DraftLang): readonly Pair[] =>
  askedFor(
    'names',
    names.map((name) => namePair(name, lang)),
    text(
      '名册里没有的名称 → 名册中的单位；不是单位则写 false',
      'names that the roster lacks → a unit of the roster; false when it is no unit',
    )[lang],
  );

/** A map of what is to be filled in, under a line that says how; nothing when there is none. */
const askedFor = (key: string, pairs: readonly Pair[], how: string): readonly Pair[] =>
  pairs.length === 0 ? [] : [pair(key, mapOf(pairs), { before: [` ${how}`] })];

const groupPair = ({ name, items }: Proposal['groups'][number], lang: DraftLang): Pair =>
  pair(name, null, {
    behind: confirm(
      text(
        `哪些单位，写成 [甲, 乙]（${countOfKeys(items, 'zh')}）`,
        `which units, as [A, B] (${countOfKeys(items, 'en')})`,
      ),
      lang,
    ),
  });

const groupsPairs = ({ groups }: Proposal, lang: DraftLang): readonly Pair[] =>
  askedFor(
    'groups',
    groups.map((group) => groupPair(group, lang)),
    text(
      '集合名称的成员，整份计划共用；个别事项不同的，写在该项的 groups',
      'members of group words for the whole plan; an item may have groups of its own',
    )[lang],
  );

function itemsPair({ items }: Proposal, lang: DraftLang): Pair {
  const list = new YAMLSeq();
  list.items.push(...items.map((item) => itemNode(item, lang)));
  return pair('items', list);
}

function itemNode(item: ProposedItem, lang: DraftLang): YAMLMap {
  const { title, due, dates, continuous, open } = item;
  const date = continuous
    ? pair('continuous', true)
    : dates !== null
      ? pair('dates', flowList(dates))
      : pair('due', due, item.unsureDate === null ? {} : { behind: confirm(item.unsureDate, lang) });
  const more = text(
    '名单以“等”收尾，还有哪些单位；没有就删去',
    'the list is open: which other units? remove it when none',
  );
  const map = mapOf([
    new Pair(new Scalar('key'), keyScalar(item.key)),
    pair('title', title === '' ? null : title),
    date,
    ...(open ? [pair('each', null, { behind: confirm(more, lang) })] : []),
  ]);
  map.spaceBefore = item.heading !== null;
  map.commentBefore = comments([
    ...(item.heading === null ? [] : [` ${draftLine(item.heading)}`]),
    ...item.told.map((what) => ` ${draftLine(what[lang])}`),
    ...item.unsure.map((what) => confirm(what, lang)),
  ]);
  return map;
}

/** A plan after new items of the notice were added to it. */
export interface Extended {
  readonly text: string;
  /** Keys added. */
  readonly added: readonly string[];
}

/**
 * A plan.yaml that is there already, with what the notice has and it lacks: items in their place, names and group words.
 * All that stands in it, comments too, stays as it is; with nothing to add the text is the same.
 */
export function extendDraft(source: string, proposal: Proposal, lang: DraftLang): Extended {
  const document = parseDocument(source);
  const items = document.get('items');
  if (!isMap(document.contents) || !isSeq(items)) return { text: source, added: [] };
  const present = new Set(items.items.map(draftKey));
  const added = proposal.items.filter(({ key }) => !present.has(key));
  const ranks = new Map(proposal.items.map(({ key }, n) => [key, n]));
  for (const item of added) items.items.splice(draftPlace(item.key, ranks, items), 0, itemNode(item, lang));
  const words = [
    addWords(
      document,
      'names',
      proposal.names.map((name) => [name.name, namePair(name, lang)]),
    ),
    addWords(document, 'groups', added.length > 0 ? openGroups(document, proposal, lang) : []),
  ];
  if (added.length === 0 && !words.includes(true)) return { text: source, added: [] };
  return { text: document.toString(YAML_STYLE), added: added.map(({ key }) => key) };
}

const draftKey = (item: unknown): string => (isMap(item) ? String(item.get('key')) : '');

/** Behind the last item that stands before it in the notice, else at the beginning. */
function draftPlace(key: string, ranks: ReadonlyMap<string, number>, list: YAMLSeq): number {
  const own = ranks.get(key) ?? 0;
  return list.items.findLastIndex((item) => (ranks.get(draftKey(item)) ?? Infinity) < own) + 1;
}

/** Group words that new items have and that nobody has resolved for the whole plan. */
const openGroups = (
  document: Document,
  { groups }: Proposal,
  lang: DraftLang,
): readonly (readonly [string, Pair])[] =>
  groups
    .filter(({ name }) => !document.hasIn(['groups', name]))
    .map((group) => [group.name, groupPair(group, lang)]);

function addWords(document: Document, under: string, words: readonly (readonly [string, Pair])[]): boolean {
  const missing = words.filter(([name]) => !document.hasIn([under, name]));
  if (missing.length === 0) return false;
  const known = document.get(under, true);
  const map = isMap(known) ? known : new YAMLMap();
  map.items.push(...missing.map(([, one]) => one));
  if (map !== known && isMap(document.contents)) {
    const at = document.contents.items.findIndex(({ key }) => isScalar(key) && key.value === 'items');
    document.contents.items.splice(at, 0, pair(under, map));
  }
  return true;
}

/** The ids that a notice can have. */
export const NOTICE_ID = /^[a-z0-9](-?[a-z0-9])*$/;

/** "n-2025-13" from 青府办发〔2025〕13号: a proposal, to be changed before the notice is imported. */
export function suggestedId({ number, year }: NoticeReading): string {
  const [, of, no] = /(\d{4})\D{1,3}(\d{1,4})号/.exec(number ?? '') ?? [];
  return ['n', of ?? year, no].filter((part) => part !== undefined && part !== null).join('-');
}
