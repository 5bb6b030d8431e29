import { planOrder } from '../../office/bulk/change-set';
import type { BulkAsked } from '../../office/bulk/order';
import { handIn, sign } from '../support/commands';
import { planItem } from '../support/item';
import { call, envelope, planItems, says } from '../support/ledger';
import { openIssuedItems, type IssuedItems } from './issued-items';

let desk: IssuedItems;
afterEach(() => desk.close());

const acceptAll: BulkAsked = { type: 'accept', text: '同意办结' };

async function handsIn(key: string, unit: string): Promise<void> {
  const stream = `item/n1/${key}`;
  const by = `ll-${unit}`;
  await desk.ledger.record(says(stream, sign(unit), { key: `sign-${unit}`, actor: by }));
  await desk.ledger.record(says(stream, handIn(unit), { key: `in-${unit}`, actor: by }));
}

const accepted = async (key: string): Promise<readonly string[]> =>
  ((await desk.ledger.item(`item/n1/${key}`))?.assignments ?? [])
    .filter(({ rounds }) => rounds.some(({ outcome }) => outcome !== null))
    .map(({ unit }) => unit);

describe('accepting all that was handed in', () => {
  it('accepts what waits, once, and leaves other items as they are', async () => {
    desk = await openIssuedItems(planItems(3), 1);
    await handsIn('1', 'sjj');
    const first = await desk.run(acceptAll);
    expect([first.done, first.unchanged.length, first.refused]).toEqual([['item/n1/1'], 2, []]);
    expect(await accepted('1')).toEqual(['sjj']);
    const again = await desk.run(acceptAll);
    expect(again.refused).toEqual([]);
    expect(desk.asked).toHaveLength(1);
  });

  it("can be narrowed to one unit: another unit's hand-in goes on waiting", async () => {
    desk = await openIssuedItems(planItems(1, planItem({ units: { sjj: 'each', sfj: 'each' } })));
    await handsIn('1', 'sjj');
    await handsIn('1', 'sfj');
    await desk.run({ ...acceptAll, of: 'sfj' });
    expect(await accepted('1')).toEqual(['sfj']);
    await desk.run(acceptAll, 'k2');
    expect(await accepted('1')).toEqual(['sjj', 'sfj']);
  });

  it('leaves a round handed in again, after it was accepted under the same key, to a reader', async () => {
    desk = await openIssuedItems(planItems(1));
    await handsIn('1', 'sjj');
    await desk.run(acceptAll);
    const stream = 'item/n1/1';
    const revoke = { type: 'revokeAcceptance', unit: 'sjj', reason: '误批' } as const;
    await desk.ledger.record(says(stream, revoke, { key: 'revoke', actor: 'ddy' }));
    const { changes } = await planOrder(desk.ledger, await desk.order(acceptAll));
    expect(changes.map(({ steps, end }) => [steps.length, end?.type])).toEqual([[0, 'done']]);
  });

  it('is refused, item by item, to who entered the hand-in', async () => {
    desk = await openIssuedItems(planItems(1));
    const onBehalf = { unit: 'sjj', source: 'phone' } as const;
    const entered = { ...envelope('in', handIn('sjj'), 'ddy'), onBehalf };
    await desk.ledger.record(call('item/n1/1', { commands: [entered] }));
    const { done, refused } = await desk.run(acceptAll);
    expect([done, refused.map(({ problem }) => problem.code)]).toEqual([[], ['not-allowed']]);
  });
});

describe('moving dates of one unit', () => {
  it('leaves the dates of the others', async () => {
    desk = await openIssuedItems(planItems(1, planItem({ units: { sjj: 'each', sfj: 'each' } })));
    const before = await desk.dueOf('1', 'sfj');
    await desk.run({ type: 'move', move: { type: 'by', days: 5 }, reason: '上级调整', of: 'sjj' });
    expect(await desk.dueOf('1', 'sfj')).toBe(before);
    expect(await desk.dueOf('1', 'sjj')).not.toBe(before);
  });
});
