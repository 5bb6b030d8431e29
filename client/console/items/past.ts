import type { ItemState } from '../../../domain/item/types';
import type { StreamId } from '../../../domain/journal/types';
import type { Instant } from '../../../domain/time';
import type { Ledger } from '../../../ledger/ledger';
import { statesAt, type KnownItems } from '../../changes';

/** Moments that are remembered at once: those of the meetings that people look back to. */
const MOMENTS = 4;

/** Remembers how items stood at the moments asked about lately: what an instant in the past was does not change. */
export function makePast(ledger: Pick<Ledger, 'stories'>): KnownItems['stoodAt'] {
  const moments = new Map<Instant, Map<StreamId, ItemState | null>>();
  return async (streams, at) => {
    const stood = moments.get(at) ?? new Map<StreamId, ItemState | null>();
    moments.delete(at);
    moments.set(at, stood);
    for (const oldest of [...moments.keys()].slice(0, -MOMENTS)) moments.delete(oldest);
    const unknown = streams.filter((stream) => !stood.has(stream));
    for (const [stream, state] of await statesAt(ledger, unknown, at)) stood.set(stream, state);
    return stood;
  };
}
