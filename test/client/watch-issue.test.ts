import { watchIssue } from '../../office/running/watch-issue';
import type { IssueNoticeReply } from '../../workflows/messages';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const RUN = { notice: 'n1', batch: 1 };
const TOTAL = 30;
const END: IssueNoticeReply = { missing: [] };

/** Items begun at each look, the last for all looks after it; the run ends while look `endsAfter` is awaited. */
async function watched(begun: readonly number[], { endsAfter = Infinity, within = 5_000 } = {}) {
  const told: string[] = [];
  const waits: number[] = [];
  let looks = 0;
  const since = performance.now();
  const reply = await watchIssue(
    {
      ledger: {
        unrecorded: () => {
          const count = TOTAL - (begun[Math.min(looks, begun.length - 1)] ?? 0);
          looks += 1;
          return Promise.resolve({ total: TOTAL, count, streams: [] });
        },
      },
      endWithin: (ms) => {
        waits.push(ms);
        jest.advanceTimersByTime(ms);
        return Promise.resolve(looks >= endsAfter ? END : null);
      },
    },
    RUN,
    within,
    ({ begun: now, total }) => told.push(`${now}/${total}`),
  );
  return { reply, told, waits, took: performance.now() - since };
}

describe('an issuing run that is watched', () => {
  it('is told of as its items begin, each number once, and ends with the run', async () => {
    const { reply, told } = await watched([0, 10, 10, 25, 30], { endsAfter: 4 });
    expect(told).toEqual(['0/30', '10/30', '25/30', '30/30']);
    expect(reply).toBe(END);
  });

  it('tells those that began while its end was awaited', async () => {
    const { told } = await watched([0, 30], { endsAfter: 1 });
    expect(told).toEqual(['0/30', '30/30']);
  });

  it('is left to itself when nothing begins for as long as was said', async () => {
    const { reply, told, took } = await watched([0]);
    expect(reply).toBeNull();
    expect(told).toEqual(['0/30']);
    expect(took).toBeGreaterThanOrEqual(5_000);
    expect(took).toBeLessThan(6_000);
  });

  it('is given the same time again by each item that begins', async () => {
    const { reply, took } = await watched([0, 1, 1, 1, 2]);
    expect(reply).toBeNull();
    expect(took).toBeGreaterThanOrEqual(9_000);
  });

  it('is looked at every second, and not longer than is left', async () => {
    const { waits } = await watched([0], { within: 1_500 });
    expect(waits.slice(0, 2)).toEqual([1_000, 500]);
  });
});
