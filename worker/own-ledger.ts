import { ApplicationFailure } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { LEDGER_HEADER } from '../workflows/names';

/** Refuses, before anything is read, an activity call that is meant for another ledger: `ledger-mismatch`, not to be retried. */
export const ownLedgerOnly = (ledger: string): ActivityInboundCallsInterceptor => ({
  execute(input, next) {
    const header = input.headers[LEDGER_HEADER];
    const meant: unknown = header && defaultPayloadConverter.fromPayload(header);
    if (meant === ledger) return next(input);
    throw ApplicationFailure.create({
      type: 'ledger-mismatch',
      message: `the call is meant for the ledger ${String(meant)}, and this worker has ${ledger}`,
      nonRetryable: true,
    });
  },
});
