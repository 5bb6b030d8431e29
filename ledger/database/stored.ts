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
