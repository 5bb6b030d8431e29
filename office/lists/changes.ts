import { byCodeUnits, numberKey } from '../../domain/digest/order';
import { diffOf, pairFrom, type DiffLine, type StatePair } from '../../domain/item/diff';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import { MINUTE_MS } from '../../domain/measures';
import { instantAt, plusDays, plusMs, startOfDay, type CivilDate, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { storiesInTurn } from './stories';

/** Between which days changes are looked for, and in which notice; undefined: until now, in all. */
export interface ChangesAsked {
  readonly from: CivilDate;
  readonly to?: CivilDate | undefined;
  readonly notice?: string | undefined;
  readonly now: Instant;
}

/** Items as they stand, and as they stood at an instant in the past, where somebody remembers that. */
export interface KnownItems {
  readonly items: readonly ItemState[];
  /** The states of some items at an instant; null: not issued yet. */
  readonly stoodAt: (
    streams: readonly StreamId[],
    at: Instant,
  ) => Promise<ReadonlyMap<StreamId, ItemState | null>>;
}

/** Items at two moments, by their events. */
async function momentPairs(
  ledger: Pick<Ledger, 'stories'>,
  streams: readonly StreamId[],
  [since, until]: readonly [Instant, Instant],
): Promise<ReadonlyMap<StreamId, StatePair | null>> {
  const pairs = new Map<StreamId, StatePair | null>();
  for await (const [stream, events] of storiesInTurn(ledger, streams))
    pairs.set(stream, pairFrom({ stream, events }, since, until));
  return pairs;
}

/** The states of some items at an instant, by their events; null: not issued yet. */
export async function statesAt(
  ledger: Pick<Ledger, 'stories'>,
  streams: readonly StreamId[],
  at: Instant,
): Promise<ReadonlyMap<StreamId, ItemState | null>> {
  const pairs = await momentPairs(ledger, streams, [at, at]);
  return new Map([...pairs].map(([stream, pair]) => [stream, pair && pair.is]));
}

/** One kind of change of one item, with all units that it is of. */
export interface ItemChange extends Pick<
  DiffLine,
  'kind' | 'stream' | 'no' | 'title' | 'before' | 'after' | 'status'
> {
  /** None: the item as a whole. */
  readonly units: readonly { readonly name: string }[];
}

/** Changes with one row for an item, its units together; dates stand where they are the same for all of them. */
export function changesByItem(lines: readonly DiffLine[]): readonly ItemChange[] {
  const rows = new Map<string, ItemChange>();
  for (const line of lines) {
    const key = `${line.kind} ${line.stream}`;
    const { unitName, before, after } = line;
    const row = rows.get(key);
    rows.set(key, {
      ...line,
      before: row === undefined || row.before === before ? before : null,
      after: row === undefined || row.after === after ? after : null,
      units: [...(row?.units ?? []), ...(unitName === null ? [] : [{ name: unitName }])],
    });
  }
  return [...rows.values()];
}

/**
 * What is otherwise than it was (自上次例会以来): from the beginning of one day to the end of another. Events are read
 * of what moved since then; the others stood as they stand, and only time has passed. `known`: what is remembered of the
 * items, so that of what moved only the past is asked for.
 */
export async function changesBetween(
  ledger: Pick<Ledger, 'office' | 'items' | 'movedSince' | 'stories'>,
  { from, to, notice, now }: ChangesAsked,
  known: KnownItems | null = null,
): Promise<readonly DiffLine[]> {
  const office = await ledger.office();
  const { zone } = office.calendar;
  const since = instantAt(from, '00:00', zone);
  const until = to === undefined ? now : startOfDay(plusDays(to, 1), zone);
  const all = known?.items ?? (await ledger.items({}));
  const items = notice === undefined ? all : all.filter((item) => item.notice === notice);
  // After the items: what moved meanwhile is read with its events.
  const moved = new Set(await ledger.movedSince(since));
  const streams = items.flatMap(({ stream }) => (moved.has(stream) ? [stream] : []));
  // What a clock that is a little behind may still record is not remembered.
  const isOver = since <= plusMs(now, -MINUTE_MS);
  const remembered = to === undefined && known && isOver ? await known.stoodAt(streams, since) : null;
  const read = remembered ? null : await momentPairs(ledger, streams, [since, until]);
  const pairs = items.flatMap((is): StatePair[] => {
    if (!moved.has(is.stream)) return [{ was: is, is }];
    if (remembered) return [{ was: remembered.get(is.stream) ?? null, is }];
    const pair = read?.get(is.stream);
    return pair ? [pair] : [];
  });
  const keyed = pairs.map((pair) => ({ pair, order: numberKey(pair.is.stream) }));
  const sorted = keyed.sort((a, b) => byCodeUnits(a.order, b.order)).map(({ pair }) => pair);
  return diffOf(sorted, office, since, until);
}
