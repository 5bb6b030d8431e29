import { measuringClock } from '../../worker/measuring';

const HOUR = 3_600_000;

describe('the measuring clock of a worker', () => {
  const at = { monotonic: 5_000, sinceBoot: 90_000, wall: 1_000_000 };
  const clock = () =>
    measuringClock({ monotonic: () => at.monotonic, sinceBoot: () => at.sinceBoot, wall: () => at.wall });
  const pass = (ms: number, clocks: readonly (keyof typeof at)[]): void => {
    for (const one of clocks) at[one] += ms;
  };

  it('goes on while the machine sleeps, once and for all', () => {
    const elapsed = clock();
    const before = elapsed();
    pass(11 * HOUR, ['sinceBoot', 'wall']);
    expect(elapsed() - before).toBe(11 * HOUR);
    pass(500, ['monotonic', 'sinceBoot', 'wall']);
    expect(elapsed() - before).toBe(11 * HOUR + 500);
  });

  it('does not care for a clock of the host that somebody sets, forward or back', () => {
    const elapsed = clock();
    const before = elapsed();
    pass(HOUR, ['wall']);
    expect(elapsed() - before).toBe(0);
    pass(-5 * HOUR, ['wall']);
    expect(elapsed() - before).toBe(0);
  });
});
