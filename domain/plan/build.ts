import type { ItemKind } from '../item/types';
import type { NoticeItem, NoticeReading } from '../notice/types';
import { hint, text, type Hint } from '../problem';
import { matchingForm } from '../roster/names';
import type { Roster } from '../roster/types';
import type { DraftItem, PlanDraft } from './draft';
import { resolveChoice } from './names';
import { makePlan } from './plan';
import { error, keysHint, type PlanProblem } from './problems';
import type { Plan, PlanItem } from './types';
import { notSupplement, SUPPLEMENT_SECTION, supplementItem, type ReadItem } from './supplement';
import { shortTitles } from './titles';
import { unitsOfItem, type NamedIn } from './units';

/** A plan made of plan.yaml and the reading; with problems it must not be used. */
export interface BuiltPlan {
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
}

/** How a notice is spoken of: “2025年政务公开工作要点” of “…关于印发《2025年政务公开工作要点》的通知”; any other title whole. */
export const nameOfNotice = (title: string): string => /印发《(.+)》的通知$/.exec(title)?.[1] ?? title;

/**
 * Puts together what the coordinator wrote and what the notice says: text and section from the reading
 * by key, names resolved. Whether the plan may be issued is for checkPlan.
 * Problems: `unknown-item`, `not-supplement`, `duplicate-key`, `item-missing`, `no-year`, `unused-group`, `unused-name`, `unaccounted`, those of unitsOfItem.
 */
export function buildPlan(draft: PlanDraft, reading: NoticeReading, roster: Roster): BuiltPlan {
  const read = new Map<string, ReadItem>(reading.items.map((item) => [item.key, item]));
  const chosen = resolveChoice(draft.groups, roster, null, ['groups']);
  const names = new Map(
    Object.entries(draft.names).map(([written, means]) => [matchingForm(written), { written, means }]),
  );
  const used = new Set<string>();
  const items: PlanItem[] = [];
  const problems: PlanProblem[] = [...chosen.problems];
  const sources = draft.items.map((item) => read.get(item.key) ?? addedBy(item));
  const titles = shortTitles(sources.flatMap((source) => source ?? []));
  draft.items.forEach((item, n) => {
    const source = sources[n];
    if (!source) problems.push(unknownItem(item.key, n, [...read.keys()]));
    else {
      if (item.supplement !== null && read.has(item.key))
        problems.push(notSupplement(item.key, ['items', n]));
      const made = planItem(
        { ...item, title: item.title ?? titles.get(item.key) ?? source.title },
        source,
        item.supplement === null ? sectionText(reading, source) : SUPPLEMENT_SECTION,
        { roster, members: chosen.members, names },
        n,
      );
      items.push(made.item);
      problems.push(...made.problems, ...unconfirmed(item, n));
      for (const group of made.groups) used.add(group);
    }
  });
  problems.push(...repeated(draft.items), ...missingField(draft.items, reading.items));
  problems.push(...unusedGroups(draft, used), ...unusedNames(draft, reading.items));
  problems.push(...unlooked(draft, reading));
  const year = draft.year ?? reading.year;
  if (year === null) problems.push(noYear());
  const plan = makePlan({
    notice: draft.notice,
    title: draft.title ?? nameOfNotice(reading.title),
    number: draft.number ?? reading.number ?? '',
    year: year ?? 0,
    demo: draft.demo,
    coordinator: draft.coordinator,
    deputies: draft.deputies,
    policy: draft.policy,
    ...meaningsIn(draft),
    items,
  });
  return { plan, problems };
}

/** Names that mean a unit, in the form in which they are read; what means none, or is not decided, is in no plan. */
function meaningsIn({ names }: PlanDraft): Pick<Plan, 'names'> {
  const units = Object.entries(names).filter((one): one is [string, string] => typeof one[1] === 'string');
  const meanings = units.map(([written, means]) => [matchingForm(written), means] as const);
  return units.length === 0 ? {} : { names: Object.fromEntries(meanings) };
}

const addedBy = ({ key, supplement }: DraftItem): ReadItem | undefined =>
  supplement === null ? undefined : supplementItem(key, supplement);

const itemKindOf = (draft: DraftItem): ItemKind =>
  draft.continuous ? 'continuous' : draft.dates === null ? 'dated' : 'recurring';

function planItem(
  draft: DraftItem & { readonly title: string },
  read: ReadItem,
  section: string,
  named: NamedIn,
  n: number,
): { item: PlanItem; problems: readonly PlanProblem[]; groups: readonly string[] } {
  const { units, unresolved, problems, groups } = unitsOfItem(draft, read, named, ['items', n]);
  const item: PlanItem = {
    key: read.key,
    section,
    title: draft.title,
    text: read.text,
    ...(draft.supplement === null ? {} : { supplement: true }),
    kind: itemKindOf(draft),
    dates: draft.dates ?? (draft.due === null ? [] : [draft.due]),
    units,
    unresolved,
    policy: draft.policy,
  };
  return { item, problems, groups };
}

/** What the reading could not account for stops the plan until somebody has looked at its line. */
const unlooked = (draft: PlanDraft, { findings }: NoticeReading): readonly PlanProblem[] =>
  findings
    .filter(({ code, line }) => code === 'unaccounted' && !draft.lookedAt.includes(line))
    .map(({ line, message }) =>
      error(
        null,
        ['lookedAt'],
        'unaccounted',
        text(`通知第 ${line} 行：${message.zh}`, `line ${line} of the notice: ${message.en}`),
        hint('请对照原文，看过后记下', 'compare it with the text, then mark it as read', 'plan-looked'),
      ),
    );

/** "一、依法履行…", or "" outside any section. */
function sectionText(reading: NoticeReading, item: ReadItem): string {
  const section = reading.sections.find(({ key }) => key === item.section);
  return section ? `${section.no}、${section.title}` : '';
}

const unknownItem = (key: string, n: number, keys: readonly string[]): PlanProblem =>
  error(
    key,
    ['items', n, 'key'],
    'unknown-item',
    text(`通知里没有第“${key}”项`, `the notice has no item "${key}"`),
    unknownHint(keys),
  );

function unknownHint(keys: readonly string[]): Hint {
  const { zh, en } = keysHint('通知的事项', 'items of the notice', keys);
  return hint(
    `${zh}；通知之外补充的事项，须写正文`,
    `${en}; an item added after the notice needs a text`,
    'plan-supplement',
  );
}

const unconfirmed = ({ key, openList }: DraftItem, n: number): PlanProblem[] =>
  openList
    ? [
        error(
          key,
          ['items', n, 'each'],
          'unconfirmed-list',
          text('责任单位没有写完：没有确定还有哪些单位', 'the units are open: nobody has said which others'),
          hint(
            '请写上还有哪些单位，或确认名单到此为止',
            'write the units, or confirm that the list is complete',
            'plan-list',
          ),
        ),
      ]
    : [];

function repeated(items: readonly DraftItem[]): PlanProblem[] {
  return items.flatMap(({ key }, n) =>
    items.findIndex((other) => other.key === key) === n
      ? []
      : [
          error(
            key,
            ['items', n, 'key'],
            'duplicate-key',
            text(`第“${key}”项写了两次`, `item "${key}" is written twice`),
            text('每一事项写一次', 'write each item once'),
          ),
        ],
  );
}

/** A task of the notice is never dropped silently. */
function missingField(items: readonly DraftItem[], read: readonly NoticeItem[]): PlanProblem[] {
  const written = new Set(items.map(({ key }) => key));
  return read
    .filter(({ key }) => !written.has(key))
    .map(({ key, title }) =>
      error(
        key,
        ['items'],
        'item-missing',
        text(`计划里缺第 ${key} 项“${title}”`, `the plan lacks item ${key}, "${title}"`),
        hint(
          '通知的每一事项都要写；可以只交办其中一部分',
          'write every item; a part of them can be issued',
          'issue-part',
        ),
      ),
    );
}

const unusedGroups = (draft: PlanDraft, used: ReadonlySet<string>): PlanProblem[] =>
  Object.keys(draft.groups)
    .filter((group) => !used.has(matchingForm(group)))
    .map((group) =>
      error(
        null,
        ['groups', group],
        'unused-group',
        text(`没有事项写“${group}”`, `no item has "${group}"`),
        text('请核对写法，或删去', 'check the wording, or remove it'),
      ),
    );

/** Meanings of names that the notice does not have. */
function unusedNames(draft: PlanDraft, read: readonly NoticeItem[]): PlanProblem[] {
  const noted = new Set(read.flatMap(({ units }) => units.map(({ name }) => matchingForm(name))));
  return Object.keys(draft.names)
    .filter((name) => !noted.has(matchingForm(name)))
    .map((name) =>
      error(
        null,
        ['names', name],
        'unused-name',
        text(`通知里没有单位“${name}”`, `the notice names no unit "${name}"`),
        text('请照通知的写法写，或删去', 'write it as the notice does, or remove it'),
      ),
    );
}

const noYear = (): PlanProblem =>
  error(
    null,
    ['year'],
    'no-year',
    text('通知里读不出年份', 'the notice names no year'),
    hint('请写明年份', 'write the year', 'plan-year'),
  );
