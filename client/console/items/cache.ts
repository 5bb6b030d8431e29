import type { ItemState } from '../../../domain/item/types';
import type { StreamId } from '../../../domain/journal/types';
import type { Ledger } from '../../../ledger/ledger';

/** All items as they stand, kept in memory and moved on with the ledger. */
export interface ItemCache {
  /** Every item that has begun, the states that did not change being the same objects as before. */
  items(): Promise<readonly ItemState[]>;
}

/**
 * Reads every item once, then only those whose stream moved on. Asking costs one small question when nothing happened;
 * what the ledger has committed before the call is in the answer.
 */
export function makeItemCache(ledger: Pick<Ledger, 'items' | 'item' | 'streams' | 'revision'>): ItemCache {
  let seen = -1;
  let known = new Map<StreamId, ItemState>();
  let list: readonly ItemState[] = [];
  let reading: Promise<void> | null = null;

  async function moveOn(revision: number): Promise<void> {
    if (seen < 0) known = new Map((await ledger.items({})).map((item) => [item.stream, item]));
    else
      for (const { stream, head } of await ledger.streams()) {
        if (!stream.startsWith('item/') || known.get(stream)?.seq === head.seq) continue;
        const item = await ledger.item(stream);
        if (item) known.set(stream, item);
      }
    list = [...known.values()];
    seen = revision;
  }

  return {
    async items() {
      const revision = await ledger.revision();
      // What is committed later is not waited for: under steady commands no page would ever be answered.
      while (seen < revision) {
        reading ??= moveOn(revision).finally(() => (reading = null));
        await reading;
      }
      return list;
    },
  };
}
