/** How a view of a list is made, and how it is moved on when the list is another in a few places. */
export interface Followed<T, V, A extends readonly unknown[]> {
  readonly make: (all: readonly T[], ...args: A) => V;
  readonly move: (before: V, went: readonly T[], came: readonly T[], ...args: A) => V;
}

/** Above this share of the list its view is made from nothing. */
const FEW = 1 / 8;

/**
 * A view of a list which is moved on from that of the last list where the two differ in a few places or by values at the
 * end, else made from nothing. `move` must come to what `make` comes to; `args` must not change the result for a list.
 */
export function follow<T, V, A extends readonly unknown[] = []>({
  make,
  move,
}: Followed<T, V, A>): (all: readonly T[], ...args: A) => V {
  let last: { readonly all: readonly T[]; readonly view: V } | null = null;
  return (all, ...args) => {
    if (last?.all === all) return last.view;
    const moved = last && movedFrom(last.all, all);
    last = {
      all,
      view: last && moved ? move(last.view, moved.went, moved.came, ...args) : make(all, ...args),
    };
    return last.view;
  };
}

/** What went from a list and what came into it; null when the two have little in common. */
function movedFrom<T>(before: readonly T[], now: readonly T[]) {
  const [went, came]: [T[], T[]] = [[], now.slice(before.length)];
  if (now.length < before.length || came.length > now.length * FEW) return null;
  for (let n = 0; n < before.length; n += 1) {
    const [one, other] = [before[n], now[n]];
    if (one === other || one === undefined || other === undefined) continue;
    went.push(one);
    came.push(other);
    if (came.length > now.length * FEW) return null;
  }
  return { went, came };
}

/** How often each key occurs in a list, moved on with the list. Keys that do not occur are left out. */
export const countKeys = <T, K>(
  keysOf: (one: T) => readonly K[],
): ((all: readonly T[]) => ReadonlyMap<K, number>) =>
  follow<T, ReadonlyMap<K, number>>({
    make: (all) => addCounts(new Map(), all, keysOf, 1),
    move: (before, went, came) => addCounts(addCounts(new Map(before), went, keysOf, -1), came, keysOf, 1),
  });

function addCounts<T, K>(
  counts: Map<K, number>,
  all: readonly T[],
  keysOf: (one: T) => readonly K[],
  by: 1 | -1,
): Map<K, number> {
  for (const one of all)
    for (const key of keysOf(one)) {
      const count = (counts.get(key) ?? 0) + by;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    }
  return counts;
}

/** A list sorted by `compare`, which tells any two values apart, moved on with the values that it is made of. */
export function sortedWith<T>(
  sorted: readonly T[],
  { went, came }: { readonly went: readonly T[]; readonly came: readonly T[] },
  compare: (a: T, b: T) => number,
): readonly T[] {
  const gone = new Set(went);
  const kept = gone.size === 0 ? sorted : sorted.filter((one) => !gone.has(one));
  if (came.length === 0) return kept;
  const all: T[] = [];
  let from = 0;
  for (const one of came.toSorted(compare)) {
    const at = placeOf(kept, one, compare, from);
    for (const before of kept.slice(from, at)) all.push(before);
    all.push(one);
    from = at;
  }
  for (const rest of kept.slice(from)) all.push(rest);
  return all;
}

/** Where a value belongs in a sorted list, at or after a place. */
function placeOf<T>(sorted: readonly T[], one: T, compare: (a: T, b: T) => number, from: number): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = sorted[middle];
    if (there !== undefined && compare(there, one) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
