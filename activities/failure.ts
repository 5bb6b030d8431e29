import { ApplicationFailure } from '@temporalio/activity';
import { LedgerBehind, LedgerFault } from '../ledger/database/faults';

/** A fault as Temporal's application failure: type = the code of its problem; `ledger-behind` is never retried. */
function failureOf(error: unknown): unknown {
  if (error instanceof LedgerBehind)
    return ApplicationFailure.create({ type: 'ledger-behind', message: error.message, nonRetryable: true });
  if (error instanceof LedgerFault)
    return ApplicationFailure.create({ type: error.problem.code, message: error.message, cause: error });
  return error;
}

/** Does the work of an activity; its faults become failures that Temporal understands. */
export async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}
