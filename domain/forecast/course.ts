import { advance, recordedAs, type Cause } from '../item/advance';
import { issueItem } from '../plan/issue';
import type { ItemState } from '../item/types';
import { itemStream } from '../journal/streams';
import { nextSlotOf } from '../ladder/next';
import { wakeEvents } from '../ladder/wake';
import type { Letters } from '../ladder/types';
import type { OutboxRow } from '../item/outbox';
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

/** Events happen by the program, not under a request. */
const byForecastClock = (at: Instant): Cause => ({ actor: 'duban', requestKey: null, at });

/** The items as they stand when issued, by stream; one that cannot be issued yet is left out (checkPlan names it). */
export function issuedItems({ plan, office, issuedAt, items = null }: Issue): readonly ItemState[] {
  const context = { office, at: issuedAt, batch: FIRST_BATCH };
  return plan.items
    .filter(({ key }) => items === null || items.includes(key))
    .flatMap((item) => {
      const issued = issueItem(plan, item, context);
      const stream = itemStream(plan.notice, item.key);
      if (!issued.ok) return [];
      const { state } = advance(null, recordedAs(null, [issued.value], byForecastClock(issuedAt)), stream);
      return state ? [state] : [];
    })
    .sort((a, b) => (a.stream < b.stream ? -1 : 1));
}

/** An item under way (事项的进程): its state, and the slot for which it wakes next. */
export interface ForecastCourse {
  readonly state: ItemState;
  /** Null: nothing is ahead. */
  readonly next: CivilDate | null;
}

/** What a look at the agenda rests on. */
export interface LookContext {
  readonly office: Office;
  readonly letters: Letters;
}

/** One wake (醒来) before a slot, as `record` does it: raise, advance, and when to wake again. */
export function wakeFor(
  course: ForecastCourse,
  slot: CivilDate,
  context: LookContext,
): { readonly course: ForecastCourse; readonly rows: readonly OutboxRow[] } {
  const { state: before, next } = course;
  if (next === null || next > slot) return { course, rows: [] };
  const ahead = (state: ItemState): ForecastCourse => ({
    state,
    next: nextSlotOf(state, { ...context, after: slot }),
  });
  // An item issued on the morning of a slot looks at its agenda at once.
  const at = instant(Math.max(wakeAt(context.office, before.stream, slot), before.issuedAt));
  const cause = byForecastClock(at);
  const events = wakeEvents(before, slot, context, cause);
  const { state, rows } = advance(before, recordedAs(before, events, cause), before.stream);
  return { course: ahead(state), rows: rows.map(({ row }) => row) };
}
