import type { DraftItem } from '../../../../domain/plan/draft';
import type { PolicyOverride } from '../../../../domain/policy';
import { parseDate } from '../../../../domain/time';
import { SUPPLEMENT_LENGTH } from '../../../../office/intake/files/plan-file';
import type { FieldChanges } from '../../../../office/plan/draft-edit';
import type { FieldFault } from '../../web/form';
import type { Visit } from '../../web/visit';

/** The values of the fields of an item's form, by their names. */
export type ItemWords = Readonly<Record<string, string | undefined>>;

/** Roles that have a field of their own. */
const ROLE_FIELDS = ['lead', 'each', 'support'] as const;

/** Rules that an item can have for itself, as numbers of working days. */
export const DAY_FIELDS = ['reworkDays', 'dueSoonDays'] as const;

export const ROLLS = ['none', 'previous', 'next', 'second-next'] as const;
export const CHIEF_SENDING = ['ask', 'auto'] as const;

/** Names of a field: one a line, or with 、 between them. */
export const namesIn = (words = ''): readonly string[] =>
  words
    .split(/[\n、，,；;]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** What an item of a draft has in the fields of its form. */
export function itemFieldWords(item: DraftItem, groups: readonly string[]): ItemWords {
  const { policy } = item;
  const days = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    title: item.title ?? '',
    supplement: item.supplement ?? '',
    when: item.continuous ? 'continuous' : 'dates',
    dates: (item.dates ?? (item.due === null ? [] : [item.due])).join('\n'),
    ...Object.fromEntries(ROLE_FIELDS.map((role) => [role, item[role].join('\n')])),
    ...Object.fromEntries(groups.map((word, i) => [`group-${i}`, (item.groups[word] ?? []).join('\n')])),
    dueOf: Object.entries(item.dueOf)
      .map(([unit, date]) => `${unit} ${date}`)
      .join('\n'),
    roll: policy?.roll ?? '',
    r8: policy?.r8 ?? '',
    ...Object.fromEntries(DAY_FIELDS.map((name) => [name, days(policy?.[name])])),
  };
}

type ParsedFields = { readonly changes: FieldChanges } | { readonly faults: readonly FieldFault[] };

const some = (list: readonly string[]): readonly string[] | undefined =>
  list.length === 0 ? undefined : list;

/** A map, or nothing when it is empty. */
export const unlessEmpty = <T extends object>(map: T): T | undefined =>
  Object.keys(map).length === 0 ? undefined : map;

function datesIn(words: ItemWords, { lang }: Visit): ParsedFields {
  if (words['when'] === 'continuous')
    return { changes: { continuous: true, due: undefined, dates: undefined } };
  const read = namesIn(words['dates']).map(parseDate);
  const faults = read.flatMap((one) =>
    one.ok ? [] : [{ field: 'dates', message: `${one.problem.message[lang]}。${one.problem.hint[lang]}` }],
  );
  if (faults.length > 0) return { faults };
  const dates = [...new Set(read.flatMap((one) => (one.ok ? [one.value] : [])))].sort();
  const [first = null] = dates;
  return {
    changes: {
      continuous: undefined,
      due: dates.length > 1 ? undefined : first,
      dates: dates.length > 1 ? dates : undefined,
    },
  };
}

/** "青浦税务局 2025-11-14" a line. */
function ownDatesIn({ dueOf = '' }: ItemWords, { say }: Visit): ParsedFields {
  const lines = dueOf.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line) => /^\s*(.+?)[\s：:]+(\d{4}-\d\d-\d\d)\s*$/.exec(line));
  const wrong = lines.filter((_, i) => {
    const [, , date = ''] = read[i] ?? [];
    return !parseDate(date).ok;
  });
  if (wrong.length > 0) {
    const message = say(
      `“${wrong[0] ?? ''}”应为单位名称、空格、日期，如 区税务局 2025-11-14`,
      `"${wrong[0] ?? ''}" should be a unit, a space and a date`,
    );
    return { faults: [{ field: 'dueOf', message }] };
  }
  const dates = Object.fromEntries(read.map((one) => [one?.[1] ?? '', one?.[2] ?? '']));
  return { changes: { dueOf: unlessEmpty(dates) } };
}

/** Rules of the item's own; what its policy has beside the fields of the form stays. */
function policyIn(words: ItemWords, { policy }: DraftItem, { say }: Visit): ParsedFields {
  const rest = Object.entries(policy ?? {}).filter(([name]) => !['roll', 'r8', ...DAY_FIELDS].includes(name));
  const own: [string, PolicyOverride[keyof PolicyOverride]][] = [];
  const faults: FieldFault[] = [];
  const roll = ROLLS.find((one) => one === words['roll']);
  const r8 = CHIEF_SENDING.find((one) => one === words['r8']);
  if (roll) own.push(['roll', roll]);
  for (const name of DAY_FIELDS) {
    const word = (words[name] ?? '').trim();
    if (word === '') continue;
    if (/^\d{1,2}$/.test(word)) own.push([name, Number(word)]);
    else faults.push({ field: name, message: say('请填工作日数，如 5', 'Enter working days, like 5') });
  }
  if (r8) own.push(['r8', r8]);
  return faults.length > 0
    ? { faults }
    : { changes: { policy: unlessEmpty(Object.fromEntries([...rest, ...own])) } };
}

/** The text of an item that the plan adds to its notice. */
export function addedItemText({ supplement = '' }: ItemWords, { say }: Visit): ParsedFields {
  const words = supplement.trim();
  const refuse = (message: string): ParsedFields => ({ faults: [{ field: 'supplement', message }] });
  if (words === '') return refuse(say('请填写正文', 'Enter the text'));
  return words.length > SUPPLEMENT_LENGTH
    ? refuse(say(`正文至多 ${SUPPLEMENT_LENGTH} 字`, `${SUPPLEMENT_LENGTH} characters at most`))
    : { changes: { supplement: words } };
}

function unitFieldChanges(words: ItemWords, item: DraftItem): FieldChanges {
  const each = namesIn(words['each']);
  // A list that ends in 等 stays open until somebody says who else it means, or that it means nobody.
  const isOpen = item.openList && each.length === 0 && words['closed'] !== 'yes';
  return {
    lead: some(namesIn(words['lead'])),
    each: isOpen ? null : some(each),
    support: some(namesIn(words['support'])),
  };
}

const groupFieldChanges = (words: ItemWords, groups: readonly string[], item: DraftItem): FieldChanges => {
  const asked = Object.fromEntries(groups.map((word, i) => [word, namesIn(words[`group-${i}`])]));
  const chosen = Object.entries({ ...item.groups, ...asked }).filter(([, members]) => members.length > 0);
  return { groups: unlessEmpty(Object.fromEntries(chosen)) };
};

/** What the form of an item says, as fields of plan.yaml; what is wrong with it stays with its field. */
export function changesIn(
  words: ItemWords,
  {
    item,
    groups,
    visit,
  }: { readonly item: DraftItem; readonly groups: readonly string[]; readonly visit: Visit },
): ParsedFields {
  const parts = [
    ...[datesIn(words, visit), ownDatesIn(words, visit), policyIn(words, item, visit)],
    item.supplement === null ? { changes: {} } : addedItemText(words, visit),
  ];
  const faults = parts.flatMap((part) => ('faults' in part ? part.faults : []));
  if (faults.length > 0) return { faults };
  const title = (words['title'] ?? '').trim();
  return {
    changes: Object.assign(
      { title: title === '' ? undefined : title },
      ...parts.map((part) => ('changes' in part ? part.changes : {})),
      unitFieldChanges(words, item),
      groupFieldChanges(words, groups, item),
    ) as FieldChanges,
  };
}
