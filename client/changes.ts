import { byCodeUnits } from '../domain/digest/order';
import { diffOf, pairFrom, type DiffLine, type StatePair } from '../domain/item/diff';
import type { ItemState } from '../domain/item/types';
import { instantAt, plusDays, startOfDay, type CivilDate, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { storiesInTurn } from './stories';

/** Between which days changes are looked for, and in which notice; undefined: until now, in all. */
export interface ChangesAsked {
  readonly from: CivilDate;
  readonly to?: CivilDate | undefined;
  readonly notice?: string | undefined;
  readonly now: Instant;
}

/**
 * What is otherwise than it was (自上次例会以来): from the beginning of one day to the end of another. Events are read
 * of what moved since then; the others stood as they stand, and only time has passed. `known`: the items as they stand,
 * where they have been read.
 */
export async function changesBetween(
  ledger: Pick<Ledger, 'office' | 'items' | 'movedSince' | 'stories'>,
  { from, to, notice, now }: ChangesAsked,
  known: readonly ItemState[] | null = null,
): Promise<readonly DiffLine[]> {
  const office = await ledger.office();
  const { zone } = office.calendar;
  const since = instantAt(from, '00:00', zone);
  const until = to === undefined ? now : startOfDay(plusDays(to, 1), zone);
  const items = (known ?? (await ledger.items({}))).filter((item) => (notice ?? item.notice) === item.notice);
  // After the items: what moved meanwhile is read with its events.
  const moved = new Set(await ledger.movedSince(since));
  const pairs: StatePair[] = items.flatMap((is) => (moved.has(is.stream) ? [] : [{ was: is, is }]));
  const streams = items.flatMap(({ stream }) => (moved.has(stream) ? [stream] : []));
  for await (const [stream, events] of storiesInTurn(ledger, streams)) {
    const pair = pairFrom({ stream, events }, since, until);
    if (pair) pairs.push(pair);
  }
  pairs.sort((a, b) => byCodeUnits(a.is.stream, b.is.stream));
  return diffOf(pairs, office, since, until);
}
