import { getMaxListeners } from 'node:events';
import { seeMailroom } from '../../office/running/mailroom-seen';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowClientInterceptor,
} from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import {
  attemptStart,
  issueEnd,
  recallMailroom,
  startWorkItem,
  wakeWorkItem,
  type Temporal,
} from '../../office/running/temporal';
import { answering } from '../support/temporal-answers';

const STREAM = 'item/n1/1';
const notFound = (): never => {
  throw new WorkflowNotFoundError('none', 'x', undefined);
};

/** A fault of the connection, as gRPC words it. */
const grpcFault = (code: number): Error =>
  Object.assign(new Error('said by the server'), { code, details: '', metadata: { get: () => [] } });
const [DEADLINE_EXCEEDED, NOT_FOUND] = [4, 5];

describe('the start of an item', () => {
  const started = async (
    answer: (policy: unknown) => Promise<{ readonly runId: string; readonly eagerlyStarted: boolean }>,
    anew = false,
  ): Promise<boolean> => {
    const temporal = answering({
      startWithDetails: ({ options: { workflowIdConflictPolicy } }) => answer(workflowIdConflictPolicy),
    });
    return startWorkItem(temporal, { stream: STREAM, title: null }, anew);
  };
  const run = { runId: 'r', eagerlyStarted: false };

  it('leaves one that runs as it is, and ends it first only where that is asked', async () => {
    const policies: unknown[] = [];
    const answer = (policy: unknown) => {
      policies.push(policy);
      return Promise.resolve(run);
    };
    expect([await started(answer), await started(answer, true)]).toEqual([true, true]);
    expect(policies).toEqual(['FAIL', 'TERMINATE_EXISTING']);
  });

  it('is no fault when it runs already; any other fault is told', async () => {
    const runs = (): never => {
      throw new WorkflowExecutionAlreadyStartedError('runs', 'x', 'workItem');
    };
    expect(await started(runs)).toBe(false);
    await expect(started(() => Promise.reject(grpcFault(DEADLINE_EXCEEDED)))).rejects.toThrow();
  });
});

describe('a signal', () => {
  it('says whether there was anybody to hear it', async () => {
    expect(await wakeWorkItem(answering({ signal: () => Promise.resolve() }), STREAM)).toBe(true);
    expect(await wakeWorkItem(answering({ signal: notFound }), STREAM)).toBe(false);
  });

  it('to a mailroom goes out though the server cannot offer its task to others', async () => {
    const temporal = answering({ signal: () => Promise.resolve() });
    const reset = jest
      .spyOn(temporal.client.workflowService, 'resetStickyTaskQueue')
      .mockRejectedValue(grpcFault(NOT_FOUND));
    expect(await recallMailroom(temporal)).toBe(true);
    expect(reset).toHaveBeenCalledTimes(1);
  });
});

describe('the mailroom as the server describes it', () => {
  const [RUNNING, TERMINATED, CONTINUED_AS_NEW] = [1, 5, 6];
  const described = (status: number, closed: number | null): WorkflowClientInterceptor => ({
    describe: () =>
      Promise.resolve({
        pendingActivities: [{}],
        workflowExecutionInfo: {
          ...{ execution: { workflowId: 'm', runId: 'r' }, type: { name: 'mailroom' }, taskQueue: 'q' },
          ...{ status, startTime: msToTs(1_000), historyLength: msToTs(7_000).seconds ?? null },
          closeTime: closed === null ? null : msToTs(closed),
        },
      }),
  });

  it.each([
    ['runs', RUNNING, null, null],
    ['goes on in another run', CONTINUED_AS_NEW, 2_000, null],
    ['was ended by somebody', TERMINATED, 2_000, { status: 'TERMINATED', at: 2_000 }],
  ])('%s', async (_, status, closed, ended) => {
    expect(await seeMailroom(answering(described(status, closed)))).toEqual({
      ...{ run: 'r', events: 7, waits: true, posting: null, ended },
    });
  });

  it('is nothing where there was never any', async () => {
    expect(await seeMailroom(answering({ describe: notFound }))).toBeNull();
  });
});

describe('the end of an issuing run', () => {
  const endAfter = async (fault: Error): Promise<unknown> => {
    const temporal = answering({});
    jest.spyOn(temporal.client.workflowService, 'getWorkflowExecutionHistory').mockRejectedValue(fault);
    return issueEnd(temporal, { notice: 'n1', batch: 1 }, 1);
  };

  it('is unknown while nobody has started it, and when it takes longer than was said', async () => {
    expect(await endAfter(grpcFault(NOT_FOUND))).toBeNull();
    expect(await endAfter(grpcFault(DEADLINE_EXCEEDED))).toBeNull();
  });

  it('is asked for as often as need be: the client listens once for each call to whoever gives up', async () => {
    const { signal } = new AbortController();
    const temporal = answering({});
    jest
      .spyOn(temporal.client.workflowService, 'getWorkflowExecutionHistory')
      .mockRejectedValue(grpcFault(NOT_FOUND));
    await issueEnd(temporal, { notice: 'n1', batch: 1 }, 1, signal);
    expect(getMaxListeners(signal)).toBe(Infinity);
  });

  it('is a fault where something else went wrong', async () => {
    await expect(endAfter(new Error('a defect'))).rejects.toThrow('Unexpected error');
  });
});

describe('the start of an attempt', () => {
  const asked = async (temporal: Temporal, attempt: number): Promise<number> => {
    const lastStartedTime = msToTs(5_000);
    jest
      .spyOn(temporal.client.workflowService, 'describeWorkflowExecution')
      .mockImplementation((() =>
        Promise.resolve({ pendingActivities: [{ activityId: 'a', attempt: 2, lastStartedTime }] })) as never);
    return attemptStart(temporal, { activityId: 'a', attempt });
  };

  it('is by the clock of the server, and none where the server has a later one', async () => {
    expect(await asked(answering({}), 2)).toBe(5_000);
    await expect(asked(answering({}), 1)).rejects.toThrow('attempt 1 of a is over');
  });
});
