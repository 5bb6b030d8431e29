import { defaultPayloadConverter } from '@temporalio/common';
import { workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { LEDGER_HEADER, ledgerOf } from './names';

/** Has every activity call say for which ledger it is meant; a worker on another refuses it. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const ledger = defaultPayloadConverter.toPayload(ledgerOf(workflowInfo().workflowId));
  const addressed = <T extends { readonly headers: object }>(input: T): T => ({
    ...input,
    headers: { ...input.headers, [LEDGER_HEADER]: ledger },
  });
  return {
    outbound: [
      {
        scheduleActivity: (input, next) => next(addressed(input)),
        scheduleLocalActivity: (input, next) => next(addressed(input)),
      },
    ],
  };
};
