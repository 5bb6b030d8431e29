import type { PlanDraft } from '../../../../domain/plan/draft';
import type { PlanProblem } from '../../../../domain/plan/problems';
import type { Text } from '../../../../domain/problem';
import type { FieldFault } from '../../web/form';
import { sentence, type Visit } from '../../web/visit';
import type { ItemWords } from './item-input';
import { groupOfItemLabel, groupOfPlanLabel, ITEM_LABELS, meaningLabel, WHOLE_LABELS } from './plan-labels';
import type { Planned } from './planned';

type PlanOf = Pick<Planned, 'draft' | 'plan'>;

/** Path of the form of an item. */
export const itemFormPath = (notice: string, key: string): string =>
  `/notices/${notice}/plan/items/${encodeURIComponent(key)}`;

/** The place in the plan of the item that a problem is about; -1: the plan as a whole. */
function itemPlaceIn({ items }: PlanDraft, { path: [part, n], item }: PlanProblem): number {
  if (part === 'items') return typeof n === 'number' && items[n] ? n : -1;
  return item === null ? -1 : items.findIndex(({ key }) => key === item);
}

/** What is to be said of an item, by its place in the plan. */
export const problemsOf = ({ problems, draft }: Pick<Planned, 'problems' | 'draft'>, n: number) =>
  problems.filter((problem) => itemPlaceIn(draft, problem) === n);

/** What is to be said of the plan as a whole. */
export const wholeProblems = (one: Pick<Planned, 'problems' | 'draft'>) => problemsOf(one, -1);

/** Group words of an item, in the order of the fields of its form. */
export function groupsOfItem({ draft, plan }: PlanOf, n: number): readonly string[] {
  const written = draft.items[n];
  const item = plan.items.find(({ key }) => key === written?.key);
  const vias = item?.units.flatMap(({ via }) => via ?? []) ?? [];
  return [...new Set([...(item?.unresolved ?? []), ...vias, ...Object.keys(written?.groups ?? {})])].sort();
}

/** Group words of the whole plan, in the order of the fields of its form. */
export function groupsOfPlan({ draft, plan }: PlanOf): readonly string[] {
  const words = plan.items.flatMap(({ units, unresolved }) => [
    ...unresolved,
    ...units.flatMap(({ via }) => via ?? []),
  ]);
  return [...new Set([...words, ...Object.keys(draft.groups)])].sort();
}

const groupField = (word: string, words: readonly string[]): string | null =>
  words.includes(word) ? `group-${words.indexOf(word)}` : null;

/** Fields of an item's form by the parts of plan.yaml that they write. */
const ITEM_FIELDS: Readonly<Record<string, string>> = {
  ...{ title: 'title', due: 'dates', dates: 'dates', continuous: 'dates', dueOf: 'dueOf' },
  supplement: 'supplement',
  ...{ lead: 'lead', each: 'each', support: 'support' },
};

/** A name of the notice that the roster does not have: it is mended once for the whole plan, whichever item has it. */
const isOfName = ({ path: [part] }: PlanProblem): boolean => part === 'names';

/** The field of an item's form at which a problem of it is mended; null: elsewhere. */
export function itemField(problem: PlanProblem, groups: readonly string[]): string | null {
  const [, , name, part = ''] = problem.path;
  if (isOfName(problem)) return null;
  if (name === undefined) return 'each';
  return name === 'groups' ? groupField(String(part), groups) : (ITEM_FIELDS[name] ?? null);
}

/** The field of the form of the whole plan at which a problem is mended; null: in the text of the plan alone. */
export function wholeField({ path: [part, name = ''] }: PlanProblem, one: PlanOf): string | null {
  switch (part) {
    case 'groups':
      return groupField(String(name), groupsOfPlan(one));
    case 'names': {
      const n = Object.keys(one.draft.names).indexOf(String(name));
      return n === -1 ? null : `name-${n}`;
    }
    case 'lookedAt':
      return 'looked';
    case 'title':
    case 'number':
    case 'year':
      return part;
    default:
      return null;
  }
}

const labelIn = (labels: Readonly<Record<string, Text>>, field: string): Text | null => labels[field] ?? null;

/** What a field of the form of an item is called. */
function itemLabel(field: string, groups: readonly string[]): Text | null {
  const word = groups.find((one) => groupField(one, groups) === field);
  return word === undefined ? labelIn(ITEM_LABELS, field) : groupOfItemLabel(word);
}

/** What a field of the form of the whole plan is called. */
function wholeLabel(field: string, one: PlanOf): Text | null {
  const groups = groupsOfPlan(one);
  const word = groups.find((each) => groupField(each, groups) === field);
  const name = Object.keys(one.draft.names).find((_, n) => field === `name-${n}`);
  if (word !== undefined) return groupOfPlanLabel(word);
  return name === undefined ? labelIn(WHOLE_LABELS, field) : meaningLabel(name);
}

/** Where a problem of a plan is mended: the form, and what its field is called there; without one the text of the plan. */
export function mendedAt(
  one: PlanOf,
  problem: PlanProblem,
): { readonly href: string; readonly label: Text | null } {
  const { draft, plan } = one;
  const n = itemPlaceIn(draft, problem);
  const key = isOfName(problem) ? undefined : draft.items[n]?.key;
  const base = `/notices/${plan.notice}/plan`;
  const groups = groupsOfItem(one, n);
  const field = key === undefined ? wholeField(problem, one) : itemField(problem, groups);
  if (field === null) return { href: `${base}/source#plan`, label: null };
  return key === undefined
    ? { href: `${base}/whole#${field}`, label: wholeLabel(field, one) }
    : { href: `${itemFormPath(plan.notice, key)}#${field}`, label: itemLabel(field, groups) };
}

/** How much of what is told is to be mended, and how much to be looked at. */
export const toldCounts = (told: readonly PlanProblem[], { say }: Pick<Visit, 'say'>) => {
  const errors = told.filter(({ severity }) => severity === 'error').length;
  const warnings = told.length - errors;
  return [
    { isError: true, count: errors, words: say(`要改 ${errors}`, `${errors} to mend`) },
    { isError: false, count: warnings, words: say(`要看 ${warnings}`, `${warnings} to look at`) },
  ].filter(({ count }) => count > 0);
};

/** What a form of the plan shows instead of what is kept. */
export interface FormView {
  readonly words?: ItemWords;
  /** What was refused; absent: what the rules find is shown. */
  readonly refused?: readonly FieldFault[];
  readonly status?: 409 | 422;
}

/** What the rules find, at the fields where it is mended, and what belongs to none of them. */
export function toldAt(
  told: readonly PlanProblem[],
  fieldOf: (problem: PlanProblem) => string | null,
  visit: Visit,
): {
  readonly atFields: readonly (FieldFault & { readonly problem: PlanProblem })[];
  readonly others: readonly PlanProblem[];
} {
  const atFields = told.flatMap((problem) => {
    const field = problem.severity === 'error' ? fieldOf(problem) : null;
    return field === null ? [] : [{ field, problem, message: sentence(problem.problem, visit) }];
  });
  return { atFields, others: told.filter((one) => !atFields.some(({ problem }) => problem === one)) };
}
