import { randomBytes } from 'node:crypto';
import { sha256 } from '../../domain/journal/canonical';
import type { Db } from '../database/schema';

/** A digest of a mail address that only this ledger can recompute: the journal names addresses by it. */
export type AddressDigest = (address: string) => string;

/** The salt of this ledger; it is made once and never leaves the table of settings. */
async function salt(db: Db): Promise<string> {
  const known = await db.selectFrom('settings').select('value').where('name', '=', 'salt').executeTakeFirst();
  if (known) return known.value;
  await db
    .insertInto('settings')
    .values({ name: 'salt', value: randomBytes(32).toString('hex') })
    .onConflict((c) => c.column('name').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'salt')
    .executeTakeFirstOrThrow();
  return value;
}

/** The digest of this ledger. */
export async function addressDigest(db: Db): Promise<AddressDigest> {
  const value = await salt(db);
  return (address) => sha256(`${value}\n${address.toLowerCase()}`);
}
