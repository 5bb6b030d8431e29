import { WorkflowNotFoundError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { standingLook } from '../../office/health/look';
import { itemStanding } from '../../office/running/standing';
import { startMailroom, startWorkItem, type Temporal } from '../../office/running/temporal';
import { instant } from '../../domain/time';
import { namesOf } from '../../workflows/names';
import { answering } from '../support/temporal-answers';

const RUNNING = 1;
const COMPLETED = 2;

/** One event: its place in its stream and its hash. */
type Known = readonly [seq: number, hash: string];

/**
 * What the ledger says should run, with the hashes of its events; and in which state each is, with the head that it knows.
 * A question takes a second of the asking's clock.
 */
async function standing(
  events: Readonly<Record<string, readonly string[]>>,
  runs: Readonly<Record<string, { readonly status: number; readonly head: Known | null }>>,
  { withinMs = 1_000_000, first = 0 } = {},
) {
  const said: string[] = [];
  const names = namesOf('l1');
  let now = 0;
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
      now += 1_000;
      const [stream = '', run] = runOf(workflowId) ?? [];
      said.push(stream);
      // A query that no worker answers ends as one to a workflow that is gone.
      if (!run?.head) throw new WorkflowNotFoundError('none', workflowId, undefined);
      const [seq, hash] = run.head;
      return Promise.resolve({ head: { seq, hash } });
    },
  });
  const streams = Object.keys(events);
  const ledger: Parameters<typeof itemStanding>[0] = {
    shouldRun: () => Promise.resolve(streams),
    history: (stream, page) => {
      const [after, hash] = [page?.after ?? 0, events[stream]?.[page?.after ?? 0]];
      const event = { stream, seq: after + 1, type: 'raised', at: instant(0), actor: 'duban' } as const;
      return Promise.resolve(
        hash === undefined ? [] : [{ ...event, requestKey: null, body: '{}', previous: '', hash }],
      );
    },
  };
  const found = await itemStanding(ledger, temporal, { withinMs, clock: () => now, beginAt: () => first });
  return { ...found, said };
}

const THREE = ['a', 'b', 'c'];
const runsAt = (seq: number, hash: string) => ({ status: RUNNING, head: [seq, hash] as const });

describe('the standing of items', () => {
  it('names those that should run and do not, and asks the others whether the ledger is behind', async () => {
    const found = await standing(
      { 'item/n/1': THREE, 'item/n/2': THREE, 'item/n/3': THREE, 'item/n/4': THREE },
      {
        'item/n/1': runsAt(3, 'c'),
        'item/n/2': runsAt(4, 'd'),
        'item/n/3': { status: COMPLETED, head: [9, 'z'] },
      },
    );
    expect(found).toMatchObject({ missing: ['item/n/3', 'item/n/4'], behind: ['item/n/2'], other: [] });
    expect(found).toMatchObject({ asked: 2, running: 2 });
    expect(standingLook(found)).toMatchObject({ level: 'bad' });
    expect(standingLook(found).said.zh).toBe(
      '台账落后于工作流：item/n/2，恢复过旧备份就执行 duban ledger reconcile；没有运行：item/n/3、item/n/4；重启 duban，或把没有做完的那条命令原样再执行一次',
    );
  });

  it('takes a ledger that is ahead of its items as sound, and an item that knows nothing yet', async () => {
    const found = await standing(
      { 'item/n/1': THREE, 'item/n/2': [] },
      { 'item/n/1': runsAt(2, 'b'), 'item/n/2': runsAt(0, '') },
    );
    expect(found).toMatchObject({ missing: [], behind: [], other: [], asked: 2 });
    expect(standingLook(found).level).toBe('ok');
  });

  it('names those whose last event the ledger has rewritten, at its head or below', async () => {
    const found = await standing(
      { 'item/n/1': THREE, 'item/n/2': THREE, 'item/n/3': THREE },
      { 'item/n/1': runsAt(3, 'x'), 'item/n/2': runsAt(2, 'x'), 'item/n/3': runsAt(2, 'b') },
    );
    expect(found).toMatchObject({ behind: [], other: ['item/n/1', 'item/n/2'], asked: 3 });
    expect(standingLook(found).said.zh).toBe(
      '台账里的事件与工作流所知的不同：item/n/1、item/n/2，见 duban audit verify',
    );
  });

  const many = Array.from({ length: 60 }, (_, n) => `item/n/${n + 10}`);
  const ofAll = <T>(value: T) => Object.fromEntries(many.map((stream) => [stream, value]));

  it('asks no longer than its time, and begins elsewhere each time', async () => {
    const found = await standing(ofAll(THREE), ofAll(runsAt(3, 'c')), { withinMs: 20_000, first: 55 });
    expect([found.running, found.asked, found.said.length]).toEqual([60, found.said.length, found.asked]);
    expect(found.asked).toBeGreaterThanOrEqual(20);
    expect(found.asked).toBeLessThan(40);
    expect(found.said.slice(0, 7)).toEqual([...many.slice(55), ...many.slice(0, 2)]);
  });

  it('asks nobody any more when no worker answers', async () => {
    const found = await standing(ofAll(THREE), ofAll({ status: RUNNING, head: null }));
    expect([found.asked, found.running]).toEqual([0, 60]);
    expect(found.said.length).toBeLessThanOrEqual(20);
    expect(standingLook(found).said.zh).toContain('没有工作进程可问');
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
