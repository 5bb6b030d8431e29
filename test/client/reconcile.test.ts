import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { reconcile, reconcileDifferences, startItemAnew } from '../../office/running/reconcile';
import type { Head } from '../../domain/journal/types';
import { namesOf } from '../../workflows/names';
import { call, change, issuedLedger, planItems, streamOf } from '../support/ledger';
import { SQLITE } from '../ledger/database';
import { ledgerOfTest } from '../ledger/ledger-of-test';

const MANY = 10_000;
const RUNNING = 1;
const names = namesOf('l1');

/** Temporal where some items run, each with what it knows (null: no worker says); `started` and how. */
function temporalWith(runs: Readonly<Record<string, Head | null>>) {
  const started: (readonly [id: string, policy: unknown])[] = [];
  const ids = Object.keys(runs).map(names.item);
  const connection = Connection.lazy();
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          startWithDetails({ options: { workflowId, workflowIdConflictPolicy } }) {
            started.push([workflowId, workflowIdConflictPolicy]);
            return Promise.resolve({ runId: 'run', eagerlyStarted: false });
          },
          describe({ workflowExecution: { workflowId } }) {
            if (!ids.includes(workflowId)) throw new WorkflowNotFoundError('none', workflowId, undefined);
            const startTime = msToTs(1_000);
            return Promise.resolve({
              workflowExecutionInfo: {
                ...{ execution: { workflowId }, type: { name: 'workItem' }, taskQueue: names.queues.items },
                ...{ status: RUNNING, startTime, historyLength: startTime.seconds ?? null },
              },
            });
          },
          query({ workflowExecution: { workflowId } }) {
            const head = Object.entries(runs).find(([stream]) => names.item(stream) === workflowId)?.[1];
            if (!head) throw new WorkflowNotFoundError('none', workflowId, undefined);
            return Promise.resolve({ head });
          },
        },
      ],
    },
  });
  const executions = ids.map((workflowId) => ({
    ...{ execution: { workflowId, runId: 'run' }, type: { name: 'workItem' }, status: RUNNING },
    ...{ startTime: msToTs(1_000), historyLength: msToTs(1_000).seconds ?? null },
  }));
  jest
    .spyOn(connection.workflowService, 'listWorkflowExecutions')
    .mockImplementation((() => Promise.resolve({ executions, nextPageToken: [] })) as never);
  return { temporal: { client, names, shift: 0 }, started };
}

describe('reconciling', () => {
  const stage = ledgerOfTest(SQLITE);

  it('starts ten thousand items that do not run, and journals each, in parts', async () => {
    const { temporal, started } = temporalWith({});
    const missing = Array.from({ length: MANY }, (_, n) => streamOf(String(n)));
    const found = { ahead: [], unknown: [], missing, silent: [], composed: null };
    await reconcile(stage.ledger, temporal, found, { composed: null, by: change('reconcile') });
    const all = new Set([...missing.map(names.item), names.mailroom]);
    expect(new Set(started.map(([id]) => id))).toEqual(all);
    const told = (await stage.ledger.history('mailroom')).filter(({ type }) => type === 'reconciled');
    expect(told.length).toBeGreaterThan(1);
    const named = new Set(told.flatMap(({ body }) => body.match(/item\/n1\/\d+/g) ?? []));
    expect(named).toEqual(new Set(missing));
    expect((await stage.ledger.check()).findings).toEqual([]);
  });
});

describe('what differs between ledger and Temporal', () => {
  const stage = ledgerOfTest(SQLITE);
  const [same, newer, gone] = ['1', '2', '3'].map(streamOf) as [string, string, string];
  const closed = streamOf('9');

  /** Three open items; what the first knows as its head. */
  async function issued(): Promise<Head> {
    await issuedLedger(stage.ledger, planItems(3));
    const { head } = await stage.ledger.record(call(same));
    return head;
  }

  it('is named in either direction: newer than the ledger, unknown to it, and not running', async () => {
    const head = await issued();
    const beyond = { seq: head.seq + 1, hash: 'a'.repeat(64) };
    const { temporal } = temporalWith({ [same]: head, [newer]: beyond, [closed]: head });
    expect(await reconcileDifferences(stage.ledger, temporal)).toMatchObject({
      ahead: [newer],
      unknown: [closed],
      missing: [gone],
      silent: [],
    });
  });

  it('decides what may be started anew: never an item that knows more than the ledger', async () => {
    const head = await issued();
    const beyond = { seq: head.seq + 1, hash: 'a'.repeat(64) };
    const { temporal, started } = temporalWith({ [same]: head, [newer]: beyond });
    const anew = (stream: string) => startItemAnew(stage.ledger, temporal, { stream, title: null });
    expect([await anew(same), await anew(newer), await anew(gone)]).toEqual([true, false, true]);
    expect(started).toEqual([
      [names.item(same), 'TERMINATE_EXISTING'],
      [names.item(gone), 'FAIL'],
    ]);
  });
});
