import { text, type Hint, type Problem, type Text } from '../problem';
import type { ProblemCode } from '../problem-codes';
import type { CivilDate } from '../time';
import type { PlanItem } from './types';

/** A path into plan.yaml: ['items', 3, 'due']. Items of a plan stand in the order of the file. */
export type PlanPath = readonly (string | number)[];

/** What is wrong with a plan, and where. An error stops issuing; a warning is for the coordinator to judge. */
export interface PlanProblem {
  /** Key of the item; null: about a unit or the whole plan. */
  readonly item: string | null;
  readonly severity: 'error' | 'warning';
  readonly problem: Problem;
  readonly path: PlanPath;
}

type MakeProblem = (
  item: string | null,
  path: PlanPath,
  code: ProblemCode,
  message: Text,
  hint: Hint,
) => PlanProblem;

/** Something that stops issuing. */
export const error: MakeProblem = (item, path, code, message, hint) => ({
  item,
  severity: 'error',
  problem: { code, message, hint },
  path,
});

/** Something to look at before issuing. */
export const warning: MakeProblem = (item, path, code, message, hint) => ({
  item,
  severity: 'warning',
  problem: { code, message, hint },
  path,
});

const MOST_LISTED = 20;

/** A hint with the first keys of many: ten thousand in each of as many problems would fit into no string. */
export function keysHint(zh: string, en: string, keys: readonly string[]): Text {
  const first = keys.slice(0, MOST_LISTED);
  const more = keys.length > MOST_LISTED;
  return text(
    `${zh}：${first.join('、')}${more ? ` 等 ${keys.length} 项` : ''}`,
    `${en}: ${first.join(', ')}${more ? ` … (${keys.length})` : ''}`,
  );
}

/** With what a plan is checked. */
export interface CheckContext {
  /** The day of issue. */
  readonly today: CivilDate;
  /** Dates before today were confirmed: a warning instead of an error. */
  readonly acceptPast: boolean;
  /** Keys of the items to issue; null: all. */
  readonly items: readonly string[] | null;
}

/** An item that is checked, and its place in plan.yaml. */
export interface Chosen {
  readonly item: PlanItem;
  readonly n: number;
}
