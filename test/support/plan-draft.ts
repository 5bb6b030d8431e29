import type { DraftItem, PlanDraft } from '../../domain/plan/draft';
import { civilDate } from '../../domain/time';

/** An item of plan.yaml as a test wants it: due 2025-09-30, nothing else said. */
export const draftItem = (key: string, rest: Partial<DraftItem> = {}): DraftItem => ({
  key,
  supplement: null,
  title: null,
  due: civilDate('2025-09-30'),
  dates: null,
  continuous: false,
  demo: [],
  lead: [],
  each: [],
  openList: false,
  support: [],
  groups: {},
  dueOf: {},
  policy: null,
  ...rest,
});

/** A plan.yaml of notice `n1` with these items. */
export const planDraft = (items: readonly DraftItem[], rest: Partial<PlanDraft> = {}): PlanDraft => ({
  notice: 'n1',
  source: null,
  title: null,
  number: null,
  year: null,
  demo: false,
  coordinator: 'ddy',
  deputies: [],
  policy: null,
  lookedAt: [],
  names: {},
  groups: {},
  items,
  ...rest,
});
