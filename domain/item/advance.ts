import type { OutboxRow } from './outbox';
import type { Instant } from '../time';
import { effects, type ImmediateMail } from './effects';
import type { ItemEvent, RecordedItemEvent } from './events';
import { evolve } from './evolve';
import { inParts } from './split';
import { tasksToEnd } from './task-ends';
import type { ItemState } from './types';

/** Who causes events, when, and under which key. */
export interface Cause {
  readonly actor: string;
  readonly requestKey: string | null;
  readonly at: Instant;
}

/** A row of the outbox and the seq of the event that caused it. */
export interface CausedRow {
  readonly seq: number;
  readonly row: OutboxRow;
}

/** What an item has become by some events, and what they put into the outbox and mail at once. */
export interface Advanced<S = ItemState | null> {
  readonly state: S;
  readonly events: readonly RecordedItemEvent[];
  readonly rows: readonly CausedRow[];
  readonly mails: readonly ImmediateMail[];
}

/** Events as the journal will have them, behind those that the state has seen; long ones in parts. */
export const recordedAs = (
  state: ItemState | null,
  events: readonly ItemEvent[],
  cause: Cause,
): readonly RecordedItemEvent[] => {
  const seq = state?.seq ?? 0;
  return events.flatMap(inParts).map((event, index) => ({ ...event, seq: seq + 1 + index, ...cause }));
};

/**
 * The one fold: what a state becomes by recorded events, and all that they cause. Recording, trying without writing,
 * foreseeing, forecasting and checking fold by this and nothing else. Throws RangeError as `evolve` does.
 */
export function advance<S extends ItemState | null>(
  state: S,
  events: readonly RecordedItemEvent[],
  stream: string,
): Advanced<S | ItemState> {
  const rows: CausedRow[] = [];
  const mails: ImmediateMail[] = [];
  let now: S | ItemState = state;
  for (const event of events) {
    const after: ItemState = evolve(now, event, stream);
    const caused = effects(now, event, after);
    rows.push(...caused.rows.map((row) => ({ seq: event.seq, row })));
    mails.push(...caused.mails);
    now = after;
  }
  return { state: now, events, rows, mails };
}

/** Events with the end of the tasks whose cause they end. */
export function withTasksEnded(
  state: ItemState,
  made: readonly ItemEvent[],
  cause: Cause,
): readonly ItemEvent[] {
  const ended = tasksToEnd(advance(state, recordedAs(state, made, cause), state.stream).state);
  return ended.length === 0 ? made : [...made, { type: 'tasksEnded', body: { ended } }];
}
