import { Client, Connection } from '@temporalio/client';
import { ensureAll, streamTitles, unstartedLines } from '../../office/running/ensure';
import { eachThatShouldRun } from '../../office/running/open-items';
import { namesOf } from '../../workflows/names';
import { planItem, testPlan } from '../support/item';
import { planItems, streamOf } from '../support/ledger';

describe('seeing to everything that should run', () => {
  const all = Array.from({ length: 450 }, (_, n) => `item/n1/${String(n).padStart(3, '0')}`);
  const shouldRun = ({ after, limit }: { readonly after: string | null; readonly limit: number }) =>
    Promise.resolve(all.filter((stream) => stream > (after ?? '')).slice(0, limit));

  it('goes page by page, each item once, telling after each page how many', async () => {
    const seen: string[] = [];
    const told: number[] = [];
    const count = await eachThatShouldRun(
      { shouldRun },
      (stream) => Promise.resolve(seen.push(stream)),
      (done) => told.push(done),
    );
    expect(count).toBe(450);
    expect(seen.toSorted()).toEqual(all);
    expect(told).toEqual([200, 400, 450]);
  });
});

describe('at a start, an item that cannot be started', () => {
  const names = namesOf('l1');
  const [first = '', ...others] = Array.from({ length: 30 }, (_, n) => streamOf(String(n).padStart(2, '0')));
  const all = [first, ...others];
  const ledger: Parameters<typeof ensureAll>[0] = {
    plan: () => Promise.resolve(null),
    shouldRun: ({ after, limit }) =>
      Promise.resolve(all.filter((stream) => stream > (after ?? '')).slice(0, limit)),
    errands: () => Promise.resolve([]),
    strikeOff: () => Promise.resolve(),
    oweOnly: () => Promise.resolve(),
  };

  /** A server that starts everything but what it refuses; `started` has the workflows. */
  function serverThat(refuses: (workflow: string) => boolean) {
    const started: string[] = [];
    const client = new Client({
      connection: Connection.lazy(),
      interceptors: {
        workflow: [
          {
            startWithDetails({ options: { workflowId } }) {
              if (refuses(workflowId)) return Promise.reject(new Error('no shard'));
              started.push(workflowId);
              return Promise.resolve({ runId: 'run', eagerlyStarted: false });
            },
          },
        ],
      },
    });
    return { temporal: { client, names, shift: 0 }, started };
  }

  it('keeps neither the others nor the mailroom from being started, and is named', async () => {
    const { temporal, started } = serverThat((id) => id === names.item(first));
    const ensured = await ensureAll(ledger, temporal);
    expect(started.toSorted()).toEqual([...others.map(names.item), names.mailroom].toSorted());
    expect(ensured).toMatchObject({ items: others.length, unstarted: [first] });
    const [line, ...more] = unstartedLines(ensured);
    expect(more).toEqual([]);
    expect(line?.zh).toBe(`▲ 没有全部启动，余下的由收发室再试：${first}、Error: no shard`);
  });

  it('is not named when there is none', async () => {
    const { temporal } = serverThat(() => false);
    expect(unstartedLines(await ensureAll(ledger, temporal))).toEqual([]);
  });

  it('is not asked for one by one when Temporal is away', async () => {
    await expect(ensureAll(ledger, serverThat(() => true).temporal)).rejects.toThrow('no shard');
  });
});

describe('titles for the engine', () => {
  it('are read once for a notice, and again when a later issuing run has new items', async () => {
    let items = planItems(2, { ...planItem(), title: '政务公开' });
    let reads = 0;
    const titleOf = streamTitles({
      plan() {
        reads += 1;
        return Promise.resolve(testPlan(items));
      },
    });
    expect(await titleOf(streamOf('1'))).toBe('1 政务公开');
    expect(await titleOf(streamOf('2'))).toBe('2 政务公开');
    expect(reads).toBe(1);
    items = planItems(3, { ...planItem(), title: '政务公开' });
    expect(await titleOf(streamOf('3'))).toBe('3 政务公开');
    expect(reads).toBe(2);
    expect([await titleOf(streamOf('9')), await titleOf(streamOf('9'))]).toEqual([null, null]);
    expect(reads).toBe(3);
  });

  it('that cannot be read for a moment keep no item from being started, then or later', async () => {
    let away = true;
    const titleOf = streamTitles({
      plan: () =>
        away
          ? Promise.reject(new Error('the database is busy'))
          : Promise.resolve(testPlan(planItems(1, { ...planItem(), title: '政务公开' }))),
    });
    expect(await titleOf(streamOf('1'))).toBeNull();
    away = false;
    expect(await titleOf(streamOf('1'))).toBe('1 政务公开');
  });
});
