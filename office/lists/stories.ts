import { setImmediate } from 'node:timers/promises';
import type { RecordedItemEvent } from '../../domain/item/events';
import type { StreamId } from '../../domain/journal/types';
import type { Ledger } from '../../ledger/ledger';

/** Items whose events are read at once. */
const STORIES_AT_ONCE = 100;

/**
 * The events of many items, each with its stream, in the order given. Whoever else is served by this process has a turn
 * after every hundred: a year of ten thousand items takes seconds.
 */
export async function* storiesInTurn(
  ledger: Pick<Ledger, 'stories'>,
  streams: readonly StreamId[],
): AsyncGenerator<readonly [StreamId, readonly RecordedItemEvent[]]> {
  for (let from = 0; from < streams.length; from += STORIES_AT_ONCE) {
    yield* await ledger.stories(streams.slice(from, from + STORIES_AT_ONCE));
    await setImmediate();
  }
}
