import type { Ways } from '../database/ways';
import type { OfficeReader } from '../office/office';
import { dryRun, type DryCall } from './dry-run';
import { record, type RecordCall } from './record';

/** The one transaction of an item's workflow. */
export const recordDoor = ({ write, rehearse }: Ways, officeOf: OfficeReader) => ({
  /**
   * Locks the stream's head, loads the state, answers known keys, decides the rest, raises on a wake, appends,
   * projects, writes rows, mails and answers; one COMMIT for all concurrent calls (group commit). A stream without
   * events whose item stands in an issued plan gets its `issued` event first. Idempotent. Throws LedgerBehind.
   */
  record: (call: RecordCall<unknown>) => write([call.stream], (db) => record(db, call, officeOf)),
  /** What a call would cause, without writing. */
  dryRun: (call: DryCall) => rehearse([call.stream], (db) => dryRun(db, call, officeOf)),
});
