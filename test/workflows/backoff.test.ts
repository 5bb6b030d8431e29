import { backoff, fraction, patience } from '../../workflows/persist';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Ids whose share of the spread is the least and the greatest among a thousand. */
const ids = Array.from({ length: 1_000 }, (_, n) => `item/n/${n}`);
const sorted = ids.toSorted((a, b) => fraction(a) - fraction(b));
const [first = ''] = sorted;
const last = sorted.at(-1) ?? '';

/** Waits one after the other, each attempt failing after so long, until so long has passed. */
function waits(whole: number, attempt: number): readonly number[] {
  const all: number[] = [];
  for (let away = attempt; away < whole;) {
    const wait = backoff(away, last);
    all.push(wait);
    away += wait + attempt;
  }
  return all;
}

describe('after a failure', () => {
  it.each([
    ['at once', 0, 3, 3.75],
    ['after half a minute', 30, 3, 3.75],
    ['after a minute', 60, 6, 7.5],
    ['after two minutes', 120, 12, 15],
    ['after an hour', 3_600, 120, 150],
  ])('%s the wait is short against the time lost already', (_, away, least, most) => {
    expect(backoff(away * SECOND, first) / SECOND).toBeCloseTo(least, 0);
    expect(backoff(away * SECOND, last) / SECOND).toBeCloseTo(most, 0);
  });

  it('a thousand items do not try in step', () => {
    const tenths = new Set(ids.map((id) => Math.floor(backoff(MINUTE, id) / 100)));
    expect(tenths.size).toBeGreaterThanOrEqual(15);
  });

  it('an hour of it is at most 60 attempts, whether they fail at once or late', () => {
    expect(waits(60 * MINUTE, 300).length).toBeLessThanOrEqual(60);
    expect(waits(60 * MINUTE, 7 * SECOND).length).toBeLessThanOrEqual(45);
  });
});

describe('who waits for others', () => {
  it('looks each second at first, never waits longer than a tenth of the time so far and a second, nor than 30 s', () => {
    let waited = 0;
    for (let tries = 0; tries < 100; tries++) {
      const wait = patience(tries);
      expect(wait).toBeGreaterThanOrEqual(SECOND);
      expect(wait).toBeLessThanOrEqual(Math.min(SECOND + waited / 10, 30 * SECOND) + 100);
      waited += wait;
    }
    expect(patience(100)).toBe(30 * SECOND);
  });

  it('for a quarter of an hour looks at most 60 times', () => {
    let waited = 0;
    let looks = 0;
    for (; waited < 15 * MINUTE; looks++) waited += patience(looks);
    expect(looks).toBeLessThanOrEqual(60);
  });
});
