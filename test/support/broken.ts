import { DatabaseSync } from '@photostructure/sqlite';

/** How the stored state of an item can be broken, and the SQL that does it. */
export const BROKEN = [
  ['is no JSON any more', `'{'`],
  ['is an empty list', `'[]'`],
  ['has lost its assignments', `replace(state, '"assignments":[', '"assignments":null,"was":[')`],
  ['has lost what was raised', `replace(state, '"fired":[', '"fired":null,"was":[')`],
  ['stands in no state that there is', `replace(state, '"status":"issued"', '"status":"king"')`],
  ['has a date that is none', `replace(state, '"date":"20', '"date":"x20')`],
] as const;

/** Changes the stored state of an item past the ledger. */
export function damageItem(file: string, stream: string, how: string): void {
  const raw = new DatabaseSync(file);
  raw.prepare(`update items set state = ${how} where stream = ?`).run(stream);
  raw.close();
}
