import { bulkOutcome, planOrder, followChanges } from '../../office/bulk/change-set';
import type { BulkAsked, BulkMove } from '../../office/bulk/order';
import { runChanges } from '../../office/bulk/run';
import { previewChanges, type BulkPreview } from '../../office/bulk/preview';
import type { ChangeSetProgress } from '../../ledger/journal/change-sets';
import { refuse, text } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { handIn as handingIn, sign } from '../support/commands';
import { planItem } from '../support/item';
import { planItems, says } from '../support/ledger';
import { sure } from '../support/sure';
import { NOW, openIssuedItems, type IssuedItems } from './issued-items';

let desk: IssuedItems;
afterEach(() => desk.close());

const cancelAll: BulkAsked = { type: 'command', command: { type: 'cancel', reason: '通知已废止' } };
const move = (how: BulkMove): BulkAsked => ({ type: 'move', move: how, reason: '上级调整' });
const later = move({ type: 'by', days: 5 });

const eventsOf = async (key: string): Promise<readonly string[]> =>
  (await desk.ledger.history(`item/n1/${key}`)).map(({ type }) => type);

/** Change sets that the ledger owes to Temporal. */
const owedSets = async (): Promise<readonly string[]> =>
  (await desk.ledger.errands()).filter(({ errand }) => errand.type === 'changes').map(({ key }) => key);

/** The unit has handed in: its dates cannot move. */
async function handIn(key: string): Promise<void> {
  const stream = `item/n1/${key}`;
  await desk.ledger.record(says(stream, sign('sjj'), { key: 'sign', actor: 'll-sjj' }));
  await desk.ledger.record(says(stream, handingIn('sjj'), { key: 'hand-in', actor: 'll-sjj' }));
}

describe('cancelling all of a notice', () => {
  it('cancels every open item, those that have not begun too, each once', async () => {
    desk = await openIssuedItems(planItems(210), 5);
    const { done, refused, left } = await desk.run(cancelAll);
    expect([done.length, refused, left]).toEqual([210, [], []]);
    expect(await owedSets()).toEqual([]);
    expect(await desk.ledger.openRuns()).toEqual([]);
    expect(new Set(desk.asked.map(({ key }) => key)).size).toBe(210);
    expect(await eventsOf('99')).toEqual(['issued', 'cancelled']);
  });

  it('broken off halfway leaves the rest, and the same call goes on with it', async () => {
    desk = await openIssuedItems(planItems(40));
    desk.breaksAt = 15;
    const first = await desk.run(cancelAll);
    expect([first.done.length, first.left.length]).toEqual([15, 25]);
    expect(await owedSets()).toEqual(['changes/k']);
    desk.breaksAt = null;
    const second = await desk.run(cancelAll);
    expect([second.done.length, second.left.length]).toEqual([40, 0]);
    expect(await owedSets()).toEqual([]);
    for (const { stream } of await desk.ledger.items({})) {
      const types = (await desk.ledger.history(stream)).map(({ type }) => type);
      expect(types).toEqual(['issued', 'cancelled']);
    }
  });

  it('goes on past items that can never be reached, however many stand in front', async () => {
    desk = await openIssuedItems(planItems(40));
    const order = await planOrder(desk.ledger, await desk.order(cancelAll));
    const lost = new Set(order.changes.slice(0, 12).map(({ item }) => item));
    const duban: typeof desk.duban = {
      command: (parts) => {
        if (!lost.has(parts.stream)) return desk.duban.command(parts);
        return Promise.resolve(
          refuse('outcome-unknown', text('没有答复', 'no answer'), text('再试', 'again')),
        );
      },
    };
    sure(await desk.ledger.keepChangeSet(order, NOW));
    let after = -1;
    const done: number[] = [];
    for (let pass = 0; pass < 3; pass++) {
      const how = { now: NOW, isOver: () => false, after };
      const reply = await runChanges({ ...desk, duban }, 'k', how);
      ({ after } = reply);
      done.push(reply.done);
    }
    expect(done.at(-1)).toBe(28);
  });

  it('tells how far it is, to the last item', async () => {
    desk = await openIssuedItems(planItems(12));
    desk.breaksAt = 5;
    await desk.run(cancelAll);
    const heard: ChangeSetProgress[] = [];
    const follow = () => followChanges(desk.ledger, 'k', 0, (progress) => heard.push(progress));
    expect((await follow()).filter(({ end }) => end === null)).toHaveLength(7);
    desk.breaksAt = null;
    await desk.run(cancelAll);
    await follow();
    expect(heard.map(({ done, ended }) => [done, ended])).toEqual([
      [5, false],
      [12, true],
    ]);
  });

  it('is refused item by item to who may not, and changes nothing', async () => {
    desk = await openIssuedItems(planItems(3));
    const order = { ...(await desk.order(cancelAll)), actor: 'gly' };
    const { done, refused } = await desk.send(order);
    expect(done).toEqual([]);
    expect(refused.map(({ problem }) => problem.code)).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
  });
});

describe('moving the dates of a notice', () => {
  it('moves each by working days, and under the same key not again', async () => {
    desk = await openIssuedItems([
      ...planItems(1),
      { ...planItem({ dates: ['2025-07-31', '2025-12-31'], kind: 'recurring' }), key: 'r' },
      { ...planItem({ kind: 'continuous' }), key: 'c' },
    ]);
    const first = await desk.run(later);
    expect([first.done, first.unchanged, first.refused]).toEqual([
      ['item/n1/1', 'item/n1/r'],
      ['item/n1/c'],
      [],
    ]);
    // Five working days after 30 September 2025: the holiday ends on the 8th, the 11th is worked.
    expect(await desk.dueOf('1', 'sjj')).toBe('2025-10-14');
    expect(await desk.dueOf('1', 'sfj')).toBe('2025-10-14');
    const state = await desk.ledger.item('item/n1/r');
    const dates = state?.assignments[0]?.rounds.map(({ versions }) => versions.at(-1)?.due.date);
    expect(dates).toEqual(['2025-08-07', '2026-01-08']);
    const again = await desk.run(later);
    expect(again.done).toEqual(first.done);
    expect(await desk.dueOf('1', 'sjj')).toBe('2025-10-14');
    expect(await eventsOf('1')).toEqual(['issued', 'deadlineChanged']);
  });

  it('broken off halfway moves none twice when it is called again', async () => {
    desk = await openIssuedItems(planItems(30));
    desk.breaksAt = 11;
    expect((await desk.run(later)).left).toHaveLength(19);
    desk.breaksAt = null;
    expect((await desk.run(later)).done).toHaveLength(30);
    for (const { key } of await desk.ledger.items({}))
      expect(await desk.dueOf(key, 'sjj')).toBe('2025-10-14');
    expect(desk.asked).toHaveLength(30);
  });

  it('moves each unit from its own date', async () => {
    desk = await openIssuedItems(planItems(1, planItem({ units: { sjj: 'each', sfj: 'each' } })));
    const own = {
      type: 'changeDeadline',
      date: civilDate('2025-10-31'),
      unit: 'sfj',
      reason: '配套滞后',
    } as const;
    await desk.ledger.record(says('item/n1/1', own, { key: 'own', actor: 'ddy' }));
    await desk.run(later);
    expect([await desk.dueOf('1', 'sjj'), await desk.dueOf('1', 'sfj')]).toEqual([
      '2025-10-14',
      '2025-11-07',
    ]);
    expect(desk.asked.map(({ key }) => key)).toEqual(['k/item/n1/1#1/sjj', 'k/item/n1/1#1/sfj']);
  });

  it('broken off between two units of an item moves the other alone, though both stand on one day by then', async () => {
    desk = await openIssuedItems(planItems(1, planItem({ units: { sjj: 'each', sfj: 'each' } })));
    const own = {
      type: 'changeDeadline',
      date: civilDate('2025-10-14'),
      unit: 'sfj',
      reason: '配套滞后',
    } as const;
    await desk.ledger.record(says('item/n1/1', own, { key: 'own', actor: 'ddy' }));
    desk.breaksAt = 1;
    await desk.run(later);
    expect([await desk.dueOf('1', 'sjj'), await desk.dueOf('1', 'sfj')]).toEqual([
      '2025-10-14',
      '2025-10-14',
    ]);
    desk.breaksAt = null;
    await desk.run(later);
    expect([await desk.dueOf('1', 'sjj'), await desk.dueOf('1', 'sfj')]).toEqual([
      '2025-10-14',
      '2025-10-21',
    ]);
  });

  it('of two units of an item sends nothing more once its time is over, and the next pass goes on', async () => {
    desk = await openIssuedItems(planItems(1, planItem({ units: { sjj: 'each', sfj: 'each' } })));
    const own = {
      type: 'changeDeadline',
      date: civilDate('2025-10-31'),
      unit: 'sfj',
      reason: '配套滞后',
    } as const;
    await desk.ledger.record(says('item/n1/1', own, { key: 'own', actor: 'ddy' }));
    sure(await desk.ledger.keepChangeSet(await planOrder(desk.ledger, await desk.order(later)), NOW));
    const pass = (most: number) =>
      runChanges(desk, 'k', { now: NOW, isOver: () => desk.asked.length >= most });
    expect(await pass(1)).toMatchObject({ done: 0, ended: false, stuck: null });
    expect(desk.asked.map(({ key }) => key)).toEqual(['k/item/n1/1#1/sjj']);
    expect(await pass(9)).toMatchObject({ done: 1, ended: true });
    expect([await desk.dueOf('1', 'sjj'), await desk.dueOf('1', 'sfj')]).toEqual([
      '2025-10-14',
      '2025-11-07',
    ]);
  });

  it('lists what has been handed in as refused, and moves the others', async () => {
    desk = await openIssuedItems(planItems(3));
    await handIn('2');
    const { done, refused } = await desk.run(later);
    expect(done).toEqual(['item/n1/1', 'item/n1/3']);
    expect(refused.map(({ item, problem }) => [item, problem.code])).toEqual([['item/n1/2', 'handed-in']]);
  });

  it('to one day leaves what is due then, and refuses several rounds', async () => {
    desk = await openIssuedItems([
      ...planItems(2),
      { ...planItem({ dates: ['2025-07-31', '2025-12-31'], kind: 'recurring' }), key: 'r' },
    ]);
    const to = move({ type: 'to', date: civilDate('2025-09-30') });
    const { unchanged, refused } = await desk.run(to);
    expect(unchanged).toEqual(['item/n1/1', 'item/n1/2']);
    expect(refused.map(({ problem }) => problem.code)).toEqual(['which-round']);
    expect(desk.asked).toEqual([]);
  });
});

describe('a dry run', () => {
  const preview = async (asked: BulkAsked): Promise<BulkPreview> =>
    previewChanges(desk.ledger, await planOrder(desk.ledger, await desk.order(asked)), {
      now: NOW,
      withDigests: false,
    });

  it('counts what would change, be refused, and be told; it writes nothing', async () => {
    desk = await openIssuedItems(planItems(3));
    await handIn('2');
    const { toldIn, immediate, ends } = await preview(later);
    const foreseen = bulkOutcome(ends);
    expect(foreseen.done).toEqual(['item/n1/1', 'item/n1/3']);
    expect(immediate).toEqual([]);
    expect(foreseen.refused.map(({ problem }) => problem.code)).toEqual(['handed-in']);
    // One digest of the next slot for each of the two units.
    expect(toldIn).toBe(2);
    expect(await eventsOf('1')).toEqual(['issued']);
  });

  it('of an order that has been done says that nothing is left', async () => {
    desk = await openIssuedItems(planItems(3));
    const first = await desk.run(later);
    const { toldIn, rows, ends } = await preview(later);
    expect([toldIn, rows, bulkOutcome(ends).done]).toEqual([0, [], first.done]);
  });
});
