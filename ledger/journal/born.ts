import { getHashes } from 'node:crypto';
import type { DialectAdapter } from 'kysely';
import { isChainHash, type ChainHash } from '../../domain/journal/canonical';
import { OFFICE } from '../../domain/journal/streams';
import { faults, LedgerFault } from '../database/faults';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

/** Body of `ledgerBorn`, the first event of the stream `office`: what never changes in a ledger. */
export interface LedgerBorn {
  /** 16 hexadecimal digits that no other ledger has; a copy or a restored backup keeps them. */
  readonly ledger: string;
  /** The hash of its chains. */
  readonly hash: ChainHash;
}

/** The birth of a ledger as its journal has it; null when that is not there, or no longer readable. */
export async function bornOf(db: Db): Promise<Partial<LedgerBorn> | null> {
  const first = await db
    .selectFrom('events')
    .select(['type', 'body'])
    .where('stream', '=', OFFICE)
    .where('seq', '=', 1)
    .executeTakeFirst();
  if (first?.type !== 'ledgerBorn') return null;
  const body: Json<LedgerBorn> = first.body;
  try {
    return fromJson(body);
  } catch {
    return null;
  }
}

/** What is known of open databases: a birth does not change. */
const known = new WeakMap<DialectAdapter, ChainHash>();

/**
 * The hash by which this ledger chains its events, fixed at its birth. A journal whose birth cannot be read is taken for one
 * of SHA-256: what does not fit is found by verifying it. Throws LedgerFault `hash-missing` where Node does not have it.
 */
export async function chainHashOf(db: Db): Promise<ChainHash> {
  const { adapter } = db.getExecutor();
  const hash = known.get(adapter);
  if (hash !== undefined) return hash;
  const born = await bornOf(db);
  if (!isChainHash(born?.hash)) return 'sha256';
  if (!getHashes().includes(born.hash)) throw new LedgerFault(faults.noHash(born.hash));
  known.set(adapter, born.hash);
  return born.hash;
}
