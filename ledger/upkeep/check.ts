import type { Finding } from '../../domain/journal/types';
import { checkAccess } from './check/access';
import { checkComposed } from './check/composed';
import { checkDeliveries } from './check/deliveries';
import { checkItems } from './check/items';
import { checkJournal, checkTriggers } from './check/journal';
import { checkMailroomTasks, checkPause } from './check/mailroom';
import { checkNotices } from './check/notices';
import { checkReference, checkPersons } from './check/reference';
import { checkRequests } from './check/requests';
import { checkWork } from './check/work';
import type { Db } from '../database/schema';

/**
 * Compares the tables with the journal (台账核对): projections rebuilt through evolve(), reference data by their digests,
 * one entry for each mail that has ended. `pending`: ends whose entry the next pass writes. For one snapshot.
 */
export async function checkLedger(
  db: Db,
): Promise<{ readonly findings: readonly Finding[]; readonly pending: number }> {
  const { findings, pending } = await checkDeliveries(db);
  return {
    findings: [
      ...(await checkNotices(db)),
      ...(await checkItems(db)),
      ...(await checkRequests(db)),
      ...(await checkMailroomTasks(db)),
      ...(await checkReference(db)),
      ...(await checkPersons(db)),
      ...(await checkPause(db)),
      ...(await checkTriggers(db)),
      ...(await checkJournal(db)),
      ...(await checkComposed(db)),
      ...(await checkAccess(db)),
      ...(await checkWork(db)),
      ...findings,
    ],
    pending,
  };
}
