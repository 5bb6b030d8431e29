import { ApplicationFailure } from '@temporalio/activity';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { LEDGER_HEADER } from '../workflows/names';

/** Tells of each call that fails, by the code of its problem; of another fault by its name. */
export const hearingFaults = (onFault: (code: string) => void): ActivityInboundCallsInterceptor => ({
  async execute(input, next) {
    try {
      return await next(input);
    } catch (fault) {
      onFault(fault instanceof ApplicationFailure ? (fault.type ?? fault.name) : faultName(fault));
      throw fault;
    }
  },
});

const faultName = (fault: unknown): string => (fault instanceof Error ? fault.name : 'unknown');

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
