import { MAILROOM } from '../../domain/journal/streams';
import { LedgerFault } from '../database/faults';
import type { Ways } from '../database/ways';
import type { OfficeReader } from '../office/office';
import { dryRun, type DryCall } from './dry-run';
import { record, type RecordCall, type RecordReply } from './record';
import { noteBroken } from './wake';

/** The one transaction of an item's workflow. */
export const recordDoor = (ways: Ways, officeOf: OfficeReader) => ({
  /**
   * Locks the stream's head, loads the state, answers known keys, decides the rest, raises on a wake, appends,
   * projects, writes rows, mails and answers; one COMMIT for all concurrent calls (group commit). A stream without
   * events whose item stands in an issued plan gets its `issued` event first. Idempotent. Throws LedgerBehind, and
   * LedgerFault `ledger-inconsistent`, which is journaled for the slot: nobody waits there for an item that cannot record.
   */
  record: (call: RecordCall<unknown>) => recorded(ways, call, officeOf),
  /** What a call would cause, without writing. */
  dryRun: (call: DryCall) => ways.rehearse([call.stream], (db) => dryRun(db, call, officeOf)),
});

async function recorded(
  { write }: Ways,
  call: RecordCall<unknown>,
  officeOf: OfficeReader,
): Promise<RecordReply> {
  try {
    return await write([call.stream], (db) => record(db, call, officeOf));
  } catch (error) {
    const broken = error instanceof LedgerFault && error.problem.code === 'ledger-inconsistent';
    if (broken) await write([MAILROOM], async (db) => noteBroken(db, call, await officeOf(db)));
    throw error;
  }
}
