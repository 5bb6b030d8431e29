/**
 * A function of an immutable value whose results are cached for as long as the value is reachable.
 * The value is known by identity; `key` names the arguments on which the result depends beside it, and two calls with
 * one key get one result. For pure functions only, and for keys of which a value sees few: nothing is forgotten before
 * the value is.
 *
 * @example
 * const quarterIn = memo((calendar: WorkCalendar, month: string) => makeQuarter(calendar, month), (month) => month);
 */
export function memo<K extends object, A extends readonly unknown[], V>(
  find: (of: K, ...args: A) => V,
  key: (...args: A) => string | number = () => '',
): (of: K, ...args: A) => V {
  const known = new WeakMap<K, Map<string | number, { readonly value: V }>>();
  return (of, ...args) => {
    let found = known.get(of);
    if (!found) known.set(of, (found = new Map<string | number, { readonly value: V }>()));
    const name = key(...args);
    let entry = found.get(name);
    if (!entry) found.set(name, (entry = { value: find(of, ...args) }));
    return entry.value;
  };
}

/**
 * The same for arguments that have no short name: only the last result is kept, as long as `same` says that the
 * arguments it was made from are these.
 *
 * @example
 * const rowsAt = memoLast((items: Items, now: Instant) => makeRows(items, now), ([before], [now]) => before === now);
 */
export function memoLast<K extends object, A extends readonly unknown[], V>(
  find: (of: K, ...args: A) => V,
  same: (before: A, now: A) => boolean,
): (of: K, ...args: A) => V {
  const known = new WeakMap<K, { readonly args: A; readonly value: V }>();
  return (of, ...args) => {
    let entry = known.get(of);
    if (!entry || !same(entry.args, args)) known.set(of, (entry = { args, value: find(of, ...args) }));
    return entry.value;
  };
}
