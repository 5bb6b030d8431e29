import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { tendMailroom, type Watch } from '../../client/tend';
import { namesOf } from '../../workflows/names';

const RUNNING = 1;

/** A server whose mailroom is one run after the other at each look, each begun from another run or by itself. */
function serverOf(runs: readonly { readonly run: string; readonly from: string | null }[]): Client {
  const names = namesOf('l1');
  const connection = Connection.lazy();
  let looks = 0;
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          // A look describes the mailroom twice: whether it was ended, and which run it is.
          describe() {
            const { run } = runs[Math.min(Math.floor(looks++ / 2), runs.length - 1)] ?? { run: '' };
            return Promise.resolve({
              workflowExecutionInfo: {
                ...{ execution: { workflowId: names.mailroom, runId: run }, type: { name: 'mailroom' } },
                ...{ taskQueue: names.queues.mailroom, status: RUNNING, startTime: msToTs(1_000) },
                historyLength: msToTs(1_000).seconds ?? null,
              },
            });
          },
          startWithDetails: () => Promise.resolve({ runId: 'run', eagerlyStarted: false }),
        },
      ],
    },
  });
  jest.spyOn(connection.workflowService, 'getWorkflowExecutionHistory').mockImplementation(((request: {
    readonly execution?: { readonly runId?: string | null } | null;
  }) => {
    const known = runs.find(({ run }) => run === request.execution?.runId);
    const originalExecutionRunId = known?.from ?? known?.run ?? '';
    const workflowExecutionStartedEventAttributes = { originalExecutionRunId };
    return Promise.resolve({ history: { events: [{ workflowExecutionStartedEventAttributes }] } });
  }) as never);
  return client;
}

/** What is journaled while the mailroom is watched until there were so many looks. */
async function notedIn(client: Client, looks: number): Promise<readonly unknown[]> {
  const noted: unknown[] = [];
  let watch: Watch | undefined;
  await new Promise<void>((resolve, reject) => {
    let left = looks;
    const ledger: Parameters<typeof tendMailroom>[0]['ledger'] = {
      note: (type, body, { actor, requestKey }) => {
        noted.push([type, body, actor, requestKey]);
        return Promise.resolve();
      },
      errands: () => {
        left -= 1;
        if (left === 0) resolve();
        return Promise.resolve([]);
      },
    };
    watch = tendMailroom({ ledger, temporal: { client, names: namesOf('l1'), shift: 0 } }, 1, (fault) => {
      reject(fault instanceof Error ? fault : new Error(String(fault)));
    });
  });
  watch?.stop();
  return noted;
}

describe('a mailroom that somebody resets at the server', () => {
  it('is journaled once, with the run that it came from and under the new run', async () => {
    const runs = [
      { run: 'first', from: null },
      { run: 'second', from: 'first' },
    ];
    expect(await notedIn(serverOf(runs), 4)).toEqual([
      ['mailroomReset', { run: 'second', from: 'first' }, 'temporal', 'reset/second'],
    ]);
  });

  it('is none when a run began by itself', async () => {
    expect(await notedIn(serverOf([{ run: 'first', from: null }]), 2)).toEqual([]);
  });
});
