declare const jsonOf: unique symbol;

/** JSON text of a value that this ledger wrote itself; whatever comes from outside is checked before it is written. */
export type Json<T> = string & { readonly [jsonOf]?: T };

/** Writes a value as JSON text. */
export const toJson = <T>(value: T): Json<T> => JSON.stringify(value);

/** The value of a JSON text that this ledger wrote. */
export const fromJson = <T>(text: Json<T>): T => JSON.parse(text) as T;

/** The same; null when it is no JSON any more: somebody has been at the database. For what must not hold up anything else. */
export function jsonIn<T extends object>(text: Json<T>): T | null {
  try {
    return fromJson(text);
  } catch {
    return null;
  }
}

/** Booleans are whole numbers in both databases. */
export const storedFlag = (value: boolean): number => (value ? 1 : 0);

/** Pieces of a list, for queries that name each value (databases limit their number). */
export function* chunks<T>(values: readonly T[], size = 500): Generator<readonly T[]> {
  for (let i = 0; i < values.length; i += size) yield values.slice(i, i + size);
}

/** Pages of what is too much to be read at once: `read` gives at most `size` values behind one. The last page is a short one. */
export async function* pagesOf<T>(
  size: number,
  read: (after: T | null) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (let last: T | null = null; ;) {
    const page = await read(last);
    if (page.length > 0) yield page;
    last = page.at(-1) ?? null;
    if (last === null || page.length < size) return;
  }
}
