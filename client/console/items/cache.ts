import type { ItemState } from '../../../domain/item/types';
import type { StreamId } from '../../../domain/journal/types';
import type { Ledger } from '../../../ledger/ledger';

/** All items as they stand, kept in memory and moved on with the ledger. */
export interface ItemCache {
  /** Every item that has begun, the states that did not change being the same objects as before; without the broken ones. */
  items(): Promise<readonly ItemState[]>;
  /** Those whose state cannot be read, by name: they keep nobody from the others. */
  broken(): Promise<readonly StreamId[]>;
}

/**
 * Reads every item once, then only those whose stream moved on. Asking costs one small question when nothing happened;
 * what the ledger has committed before the call is in the answer.
 */
export function makeItemCache(ledger: Pick<Ledger, 'soundItems' | 'streams' | 'revision'>): ItemCache {
  let seen = -1;
  let known = new Map<StreamId, ItemState>();
  let list: readonly ItemState[] = [];
  let broken: readonly StreamId[] = [];
  let reading: Promise<void> | null = null;

  async function moved(): Promise<readonly StreamId[]> {
    const streams = await ledger.streams();
    return streams.flatMap(({ stream, head }) =>
      stream.startsWith('item/') && known.get(stream)?.seq !== head.seq ? [stream] : [],
    );
  }

  async function moveOn(revision: number): Promise<void> {
    const { states, unreadable } = await ledger.soundItems(seen < 0 ? null : await moved());
    if (seen < 0) known = new Map();
    for (const item of states) known.set(item.stream, item);
    for (const stream of unreadable) known.delete(stream);
    list = [...known.values()];
    broken = unreadable.toSorted();
    seen = revision;
  }

  async function catchUp(): Promise<void> {
    const revision = await ledger.revision();
    // What is committed later is not waited for: under steady commands no page would ever be answered.
    while (seen < revision) {
      reading ??= moveOn(revision).finally(() => (reading = null));
      await reading;
    }
  }

  return {
    async items() {
      await catchUp();
      return list;
    },
    async broken() {
      await catchUp();
      return broken;
    },
  };
}
