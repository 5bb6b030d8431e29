import type { StreamId } from '../../domain/journal/types';
import { pagesOf } from '../../ledger/database/stored';
import type { Ledger } from '../../ledger/ledger';
import { pooled } from './pool';

const ITEMS_A_PAGE = 200;

/** Calls of Temporal at the same time. */
export const ITEMS_AT_ONCE = 10;

/** Hears how many items a long piece of work has done. */
export type ToldItems = (done: number) => void;

export const unheard: ToldItems = () => undefined;

/** Does something for every item that should run, in pages of 200; how many there are. `told` hears of each page. */
export async function eachThatShouldRun(
  ledger: Pick<Ledger, 'shouldRun'>,
  work: (stream: StreamId) => Promise<unknown>,
  told: ToldItems = unheard,
): Promise<number> {
  let count = 0;
  const running = pagesOf<StreamId>(ITEMS_A_PAGE, (after) =>
    ledger.shouldRun({ after, limit: ITEMS_A_PAGE }),
  );
  for await (const page of running) {
    await pooled(page, ITEMS_AT_ONCE, work);
    count += page.length;
    told(count);
  }
  return count;
}
