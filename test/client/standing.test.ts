import {
  Client,
  Connection,
  WorkflowNotFoundError,
  type WorkflowClientInterceptor,
} from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { itemStanding } from '../../client/standing';
import { startMailroom, startWorkItem, type Temporal } from '../../client/temporal';
import { namesOf } from '../../workflows/names';

const RUNNING = 1;
const COMPLETED = 2;

/** Temporal as these answers make it; no connection is opened. */
const answering = (interceptor: WorkflowClientInterceptor, shift = 0): Temporal => ({
  client: new Client({ connection: Connection.lazy(), interceptors: { workflow: [interceptor] } }),
  names: namesOf('l1'),
  shift,
});

/** What the ledger says should run, with the head of each; and in which state each is, with the head that it knows. */
function standing(
  ledgerHeads: Readonly<Record<string, number>>,
  runs: Readonly<Record<string, { readonly status: number; readonly head: number | null }>>,
) {
  const asked: string[] = [];
  const names = namesOf('l1');
  const runOf = (id: string) => Object.entries(runs).find(([stream]) => names.item(stream) === id);
  const temporal = answering({
    describe({ workflowExecution: { workflowId } }) {
      const run = runOf(workflowId);
      if (!run) throw new WorkflowNotFoundError('none', workflowId, undefined);
      const startTime = msToTs(1_000);
      return Promise.resolve({
        workflowExecutionInfo: {
          ...{ execution: { workflowId }, type: { name: 'workItem' }, taskQueue: names.queues.items },
          ...{ status: run[1].status, startTime, historyLength: startTime.seconds ?? null },
        },
      });
    },
    query({ workflowExecution: { workflowId } }) {
      const run = runOf(workflowId);
      asked.push(run?.[0] ?? '');
      const head = run?.[1].head ?? null;
      // A query that no worker answers ends as one to a workflow that is gone.
      if (head === null) throw new WorkflowNotFoundError('none', workflowId, undefined);
      return Promise.resolve({ head: { seq: head } });
    },
  });
  const streams = Object.keys(ledgerHeads);
  const ledger = {
    shouldRun: () => Promise.resolve(streams),
    plan: () => Promise.resolve(null),
    streams: () =>
      Promise.resolve(
        streams.map((stream) => ({ stream, head: { seq: ledgerHeads[stream] ?? 0, hash: '' } })),
      ),
  };
  return itemStanding(ledger, temporal).then((found) => ({ ...found, said: asked }));
}

describe('the standing of items', () => {
  it('names those that should run and do not, and asks the others whether the ledger is behind', async () => {
    const found = await standing(
      { 'item/n/1': 5, 'item/n/2': 5, 'item/n/3': 5, 'item/n/4': 5 },
      {
        'item/n/1': { status: RUNNING, head: 5 },
        'item/n/2': { status: RUNNING, head: 7 },
        'item/n/3': { status: COMPLETED, head: 9 },
      },
    );
    expect(found).toMatchObject({ missing: ['item/n/3', 'item/n/4'], behind: ['item/n/2'], asked: 2 });
  });

  it('takes a ledger that is ahead of its items as sound', async () => {
    const found = await standing({ 'item/n/1': 9 }, { 'item/n/1': { status: RUNNING, head: 5 } });
    expect(found).toMatchObject({ missing: [], behind: [], asked: 1 });
  });
});

describe('what is started', () => {
  async function memoAt(shift: number, start: (temporal: Temporal) => Promise<unknown>) {
    const memos: unknown[] = [];
    const temporal = answering(
      {
        startWithDetails({ options }) {
          memos.push(options.memo);
          return Promise.resolve({ runId: 'run', eagerlyStarted: false });
        },
      },
      shift,
    );
    await start(temporal);
    return memos;
  }

  it('is told of a shifted clock, and of none in production', async () => {
    const item = { stream: 'item/n/1', title: null };
    expect(await memoAt(5, (temporal) => startWorkItem(temporal, item))).toEqual([{ dubanShift: 5 }]);
    expect(await memoAt(0, startMailroom)).toEqual([undefined]);
  });
});
