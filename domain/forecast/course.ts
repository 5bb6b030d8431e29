import { issueItem } from '../item/issue';
import { effects } from '../item/effects';
import { evolve } from '../item/evolve';
import type { ItemEvent, RecordedItemEvent } from '../item/events';
import type { ItemState } from '../item/types';
import { itemStream } from '../journal/streams';
import { nextSlotOf } from '../ladder/next';
import { raise } from '../ladder/raise';
import type { Letters, OutboxRow } from '../ladder/types';
import type { Office } from '../office';
import type { Plan } from '../plan/types';
import { wakeAt } from '../slot';
import { instant, type CivilDate, type Instant } from '../time';

/** What is to be issued (交办), and when. */
export interface Issue {
  readonly plan: Plan;
  readonly office: Office;
  readonly issuedAt: Instant;
  /** Keys to issue; null or absent: all. */
  readonly items?: readonly string[] | null;
}

/** Number of the issuing run that is foreseen: the first of its notice. */
export const FIRST_BATCH = 1;

/** An event as the journal would hold it: by the program, not under a request. */
const recorded = (event: ItemEvent, seq: number, at: Instant): RecordedItemEvent => ({
  ...event,
  seq,
  at,
  actor: 'duban',
  requestKey: null,
});

/** The items as they stand when issued, by stream; one that cannot be issued yet is left out (checkPlan names it). */
export function issuedItems({ plan, office, issuedAt, items = null }: Issue): readonly ItemState[] {
  const context = { office, at: issuedAt, batch: FIRST_BATCH };
  return plan.items
    .filter(({ key }) => items === null || items.includes(key))
    .flatMap((item) => {
      const issued = issueItem(plan, item, context);
      const stream = itemStream(plan.notice, item.key);
      return issued.ok ? [evolve(null, recorded(issued.value, 1, issuedAt), stream)] : [];
    })
    .sort((a, b) => (a.stream < b.stream ? -1 : 1));
}

/** An item on its way (事项的进程): where it stands, and the slot for which it wakes next. */
export interface Course {
  readonly state: ItemState;
  /** Null: nothing is ahead. */
  readonly next: CivilDate | null;
}

/** What a look at the agenda rests on. */
export interface LookContext {
  readonly office: Office;
  readonly letters: Letters;
}

/** One wake (醒来) before a slot, as `record` does it: raise, evolve, effects, and when to wake again. */
export function wakeFor(
  course: Course,
  slot: CivilDate,
  context: LookContext,
): { readonly course: Course; readonly rows: readonly OutboxRow[] } {
  const { state: before, next } = course;
  if (next === null || next > slot) return { course, rows: [] };
  const ahead = (state: ItemState): Course => ({
    state,
    next: nextSlotOf(state, { ...context, after: slot }),
  });
  const body = raise(before, slot, context);
  if (!body) return { course: ahead(before), rows: [] };
  // An item issued on the morning of a slot looks at its agenda at once.
  const at = instant(Math.max(wakeAt(context.office, before.stream, slot), before.issuedAt));
  const event = recorded({ type: 'raised', body }, before.seq + 1, at);
  const state = evolve(before, event, before.stream);
  return { course: ahead(state), rows: effects(before, event, state).rows };
}
