import { streamTitles } from '../../client/ensure';
import { eachThatShouldRun } from '../../client/open-items';
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
