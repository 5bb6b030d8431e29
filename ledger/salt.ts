import { randomBytes } from 'node:crypto';
import { sha256 } from '../domain/journal/canonical';
import type { Db } from './schema';

/** A digest of a mail address that only this ledger can recompute: the journal names addresses by it. */
export type AddressDigest = (address: string) => string;

/** The digest of this ledger; its salt is made once and never leaves the table of settings. */
export async function addressDigest(db: Db): Promise<AddressDigest> {
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
  return (address) => sha256(`${value}\n${address.toLowerCase()}`);
}
