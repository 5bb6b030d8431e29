import { chainOne, EMPTY_HEAD, fitsLog } from '../../domain/journal/chain';
import { canonical, partsThatFit } from '../../domain/journal/canonical';
import { moment } from '../support/item';

/** Whether an event of one part is small enough, with a header beside it. */
const fits = (items: readonly unknown[]): boolean => {
  const body = canonical({ items, title: '长'.repeat(1_000) });
  const event = { stream: 'notice/n1', seq: 1, type: 'noticeIssued', at: moment('2025-06-30'), body };
  return fitsLog(chainOne(EMPTY_HEAD, { ...event, actor: 'ddy', requestKey: 'key' }, 'sha256'));
};

describe('a list in parts that an event each can hold', () => {
  it.each([
    ['keys of one character', 60_000, () => '7'],
    ['keys of many', 10_000, (n: number) => `第${n}项`.repeat(10)],
    ['entries', 1_000, (n: number) => ({ mail: `"${n}"`, recipients: [{ contact: 'a', address: 'b' }] })],
  ])('%s: nothing lost, in order, each part fits', (_, count, like) => {
    const list = Array.from({ length: count }, (_unused, n) => like(n));
    const parts = partsThatFit<unknown>(list);
    expect(parts.flat()).toEqual(list);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.filter((part) => part.length === 0 || !fits(part))).toEqual([]);
  });

  it('is one part when it is short, and when it is empty', () => {
    expect(partsThatFit(['1', '2'])).toEqual([['1', '2']]);
    expect(partsThatFit([])).toEqual([[]]);
  });
});
