import { randomBytes } from 'node:crypto';
import { EMPTY_HEAD } from '../../domain/journal/chain';
import { OFFICE } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import { append, readEvents } from '../journal/journal';

/** Body of `ledgerBorn`, the first event of the stream `office`. */
interface LedgerBorn {
  /** 16 hexadecimal digits that no other ledger has; a copy or a restored backup keeps them. */
  readonly ledger: string;
}

/** Gives a new ledger its id: the first event that it ever holds. Its tables are not to be seen by anybody yet. */
export async function birth(db: Db, at: Instant): Promise<void> {
  const body: LedgerBorn = { ledger: randomBytes(8).toString('hex') };
  const event = { type: 'ledgerBorn', body, at, actor: 'duban', requestKey: null };
  await append(db, OFFICE, { ...EMPTY_HEAD, at }, [event]);
}

/** The id of this ledger. Throws when its journal does not begin with one. */
export async function identity(db: Db): Promise<string> {
  const [first] = await readEvents(db, OFFICE, { after: 0, limit: 1 });
  if (first?.type !== 'ledgerBorn')
    throw new Error('the journal does not begin with the birth of its ledger');
  const body: Json<LedgerBorn> = first.body;
  return fromJson(body).ledger;
}
