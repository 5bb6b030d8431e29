import { sit } from './record';
import type { OfficeReader } from './office';
import type { Db } from './schema';
import type { ItemLedger, RecordCall } from './types';

/**
 * What a call would cause: its answers, the rows of coming digests, and the mails that would go at once. For a
 * transaction that is rolled back. Throws LedgerBehind, LedgerFault.
 */
export async function dryRun(
  db: Db,
  call: RecordCall,
  officeOf: OfficeReader,
): ReturnType<ItemLedger['dryRun']> {
  const { sitting, answers, mails } = await sit(db, call, officeOf);
  return { answers, rows: sitting.rows.map(({ row }) => row), mails };
}
