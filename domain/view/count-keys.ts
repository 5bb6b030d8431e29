/** How often each key occurs in a list; keys that do not occur are left out. */
export function countKeys<T, K>(all: readonly T[], keysOf: (one: T) => readonly K[]): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const one of all) for (const key of keysOf(one)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
