import type { ItemState } from '../../../domain/item/types';
import { isItemStream } from '../../../domain/journal/streams';
import type { StreamId } from '../../../domain/journal/types';
import { instant } from '../../../domain/time';
import type { MovedHeads } from '../../../ledger/journal/streams';
import type { Ledger } from '../../../ledger/ledger';

/** The content of the ledger at one moment, as far as it is kept in memory. */
export interface CachedStanding {
  /** Every item that has begun, the states that did not change being the same objects as before; without the broken ones. */
  readonly items: readonly ItemState[];
  /** Those whose state cannot be read, by name: they keep nobody from the others. */
  readonly broken: readonly StreamId[];
  /** How many events there are in streams that are no items'. */
  readonly elsewhere: number;
}

/** All items as they stand, kept in memory and moved on with the ledger. */
export interface ItemCache {
  standing(): Promise<CachedStanding>;
  items(): Promise<readonly ItemState[]>;
  broken(): Promise<readonly StreamId[]>;
}

type CacheSource = Pick<Ledger, 'soundItems' | 'soundStates' | 'movedHeads' | 'revision'>;

/** Difference between the recorders' clocks up to which not all heads are read again, ms. */
const CLOCKS_APART = 60_000;

/** Which streams have moved on, as known here. */
function makeHeads(ledger: CacheSource) {
  const seqs = new Map<StreamId, number>();
  let [revision, elsewhere, latest] = [0, 0, 0];
  const moved = ({ heads }: MovedHeads) => heads.filter(({ stream, seq }) => seqs.get(stream) !== seq);
  const sumWith = (found: MovedHeads): number =>
    moved(found).reduce((sum, { stream, seq }) => sum + seq - (seqs.get(stream) ?? 0), revision);
  return {
    /** Seqs only grow: where the sum over all streams is the ledger's, no stream has moved unseen. */
    async ask(): Promise<MovedHeads> {
      const late = await ledger.movedHeads(instant(Math.max(0, latest - CLOCKS_APART)));
      const found = sumWith(late) === late.revision ? late : await ledger.movedHeads(instant(0));
      return { ...found, heads: moved(found) };
    },
    keep(found: MovedHeads): { readonly revision: number; readonly elsewhere: number } {
      for (const { stream, seq, at } of found.heads) {
        if (!isItemStream(stream)) elsewhere += seq - (seqs.get(stream) ?? 0);
        seqs.set(stream, seq);
        latest = Math.max(latest, at);
      }
      revision = found.revision;
      return { revision, elsewhere };
    },
  };
}

/**
 * Reads every item once, then only those whose stream moved on. Asking costs one small question when nothing happened;
 * what the ledger has committed before the call is in the answer.
 */
export function makeItemCache(ledger: CacheSource): ItemCache {
  const heads = makeHeads(ledger);
  const known = new Map<StreamId, ItemState>();
  let seen = -1;
  let now: CachedStanding = { items: [], broken: [], elsewhere: 0 };
  let reading: Promise<void> | null = null;

  async function moveOn(): Promise<void> {
    const found = await heads.ask();
    // A broken state may be mended without an event.
    const streams = new Set([...found.heads.map(({ stream }) => stream).filter(isItemStream), ...now.broken]);
    const { states, unreadable } = await (seen < 0
      ? ledger.soundItems({})
      : ledger.soundStates([...streams]));
    for (const state of states) known.set(state.stream, state);
    for (const stream of unreadable) known.delete(stream);
    const { revision, elsewhere } = heads.keep(found);
    now = { items: [...known.values()], broken: unreadable.toSorted(), elsewhere };
    seen = revision;
  }

  async function standing(): Promise<CachedStanding> {
    const revision = await ledger.revision();
    // What is committed later is not waited for: under steady commands no page would ever be answered.
    while (seen < revision) {
      reading ??= moveOn().finally(() => (reading = null));
      await reading;
    }
    return now;
  }

  return {
    standing,
    items: async () => (await standing()).items,
    broken: async () => (await standing()).broken,
  };
}
