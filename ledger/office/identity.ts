import { randomBytes } from 'node:crypto';
import { sha256, type ChainHash } from '../../domain/journal/canonical';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import { OFFICE } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { bornOf, type LedgerBorn } from '../journal/born';
import { append } from '../journal/journal';

/**
 * Gives a new ledger its id and the hash of its chains: the first event that it ever holds. Its tables are not to be seen by
 * anybody yet.
 */
export async function birth(db: Db, at: Instant, hash: ChainHash): Promise<void> {
  const body: LedgerBorn = { ledger: randomBytes(8).toString('hex'), hash };
  const event = { type: 'ledgerBorn', body, at, actor: 'duban', requestKey: null };
  await append(db, OFFICE, { ...EMPTY_HEAD, at }, [event], hash);
}

/** The id of this ledger. Throws when its journal does not begin with one. */
export async function identity(db: Db): Promise<string> {
  const born = await bornOf(db);
  if (born?.ledger === undefined) throw new Error('the journal does not begin with the birth of its ledger');
  return born.ledger;
}

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
