import type { StreamId } from '../../domain/journal/types';
import type { Db } from '../database/schema';
import { jsonIn, toJson } from '../database/stored';
import type { Errand, OwedErrand } from '../database/tables/errands';

/**
 * Notes what is owed to Temporal, in the transaction that causes it: whoever dies after the COMMIT, the mailroom sees to
 * it. Under a key that is known the errand takes the place of the one before.
 */
export async function owe(db: Db, key: string, errand: Errand): Promise<void> {
  const body = toJson(errand);
  await db
    .insertInto('errands')
    .values({ key, body })
    .onConflict((c) => c.column('key').doUpdateSet({ body }))
    .execute();
}

/** All that is owed, in the order of keys; what cannot be read any more is done by nobody, and checking the ledger names it. */
export async function owedErrands(db: Db): Promise<readonly OwedErrand[]> {
  const rows = await db.selectFrom('errands').select(['key', 'body']).orderBy('key').execute();
  return rows.flatMap(({ key, body }) => {
    const errand = jsonIn(body);
    return errand ? [{ key, errand }] : [];
  });
}

/** Strikes off an errand that is done, unless another has taken its place meanwhile. */
export async function strikeOff(db: Db, { key, errand }: OwedErrand): Promise<void> {
  await db.deleteFrom('errands').where('key', '=', key).where('body', '=', toJson(errand)).execute();
}

/** Of an errand that woke items only some are left, unless another has taken its place meanwhile. */
export async function oweOnly(
  db: Db,
  { key, errand }: OwedErrand,
  streams: readonly StreamId[],
): Promise<void> {
  if (errand.type !== 'wake') return;
  const body = toJson<Errand>({ ...errand, streams });
  await db
    .updateTable('errands')
    .set({ body })
    .where('key', '=', key)
    .where('body', '=', toJson<Errand>(errand))
    .execute();
}

/** The errand of an issuing run: owed until its letters are composed. */
export const issueErrand = (notice: string, batch: number): OwedErrand => ({
  key: `issue/${notice}/${batch}`,
  errand: { type: 'issue', notice, batch },
});

/** The errand of a change set: owed until each change has its end. */
export const changesErrand = (key: string): OwedErrand => ({
  key: `changes/${key}`,
  errand: { type: 'changes', key },
});
