import { advance, recordedAs } from '../../domain/item/advance';
import type { DecideContext } from '../../domain/item/commands/case';
import { decide } from '../../domain/item/decide';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import { ok, type Result } from '../../domain/problem';
import { slotFor } from '../../domain/slot';
import type { Instant } from '../../domain/time';
import type { BatchOrder } from '../../ledger/database/tables/errands';
import type { Ledger } from '../../ledger/ledger';
import { digestOf } from '../command';
import { stepKey, type Refused, type Step } from './order';
import { plannerOf } from './planner';

/** What a batch would come to: which items would change, which are refused, and how many mails would tell of it. */
export interface Foreseen {
  readonly changed: readonly StreamId[];
  readonly refused: readonly Refused[];
  /** Items issued and not begun: what they answer is not known yet. */
  readonly unknown: readonly StreamId[];
  /** Mails of coming slots that would have a line about it: one for an addressee and day. */
  readonly digests: number;
  /** Mails that would go at once. */
  readonly immediate: number;
}

interface Told {
  readonly digests: Set<string>;
  immediate: number;
}

/** One command in memory: the item after it, or the refusal. */
function apply(
  state: ItemState,
  { part, command }: Step,
  {
    order,
    context,
    told,
  }: { readonly order: BatchOrder; readonly context: DecideContext; readonly told: Told },
): Result<ItemState> {
  const { actor, onBehalf } = order;
  const digest = digestOf(command, actor, onBehalf);
  const key = stepKey(order, state.stream, part);
  const decided = decide(state, { key, digest, actor, onBehalf, command }, context);
  if (!decided.ok) return decided.problem.code === 'no-change' ? ok(state) : decided;
  const events = recordedAs(state, decided.value, { actor, requestKey: key, at: context.now });
  const after = advance(state, events, state.stream);
  for (const { row } of after.rows) told.digests.add(`${row.slot}|${row.unit}|${row.audience}`);
  told.immediate += after.mails.length;
  return ok(after.state);
}

/** What a batch would come to, by the rules, in memory: nothing is written and no server is asked. */
export async function foreseeBatch(
  ledger: Pick<Ledger, 'item' | 'request' | 'office' | 'lastComposed'>,
  order: BatchOrder,
  now: Instant,
): Promise<Foreseen> {
  const office = await ledger.office();
  const context = { office, now, slot: slotFor(office, now, await ledger.lastComposed()) };
  const planner = plannerOf(order.asked, office);
  const told: Told = { digests: new Set(), immediate: 0 };
  const changed: StreamId[] = [];
  const refused: Refused[] = [];
  const unknown: StreamId[] = [];
  for (const stream of order.streams) {
    const state = await ledger.item(stream);
    if (!state) {
      unknown.push(stream);
      continue;
    }
    const steps = await planner(
      state,
      async (part) => (await ledger.request(stream, stepKey(order, stream, part))) !== null,
    );
    let after: Result<ItemState> = steps.ok ? ok(state) : steps;
    for (const step of steps.ok ? steps.value : [])
      if (after.ok) after = apply(after.value, step, { order, context, told });
    if (!after.ok) refused.push({ stream, problem: after.problem });
    else if (after.value !== state) changed.push(stream);
  }
  return { changed, refused, unknown, digests: told.digests.size, immediate: told.immediate };
}
