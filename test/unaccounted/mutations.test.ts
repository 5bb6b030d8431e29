import { readChecked } from '../../domain/unaccounted/read';
import { slowest } from '../fuzz/figure';
import { mutate, SOURCES } from './mutations';

/** DUBAN_MUTATIONS=10000 for the long form, with a seed of its own each time; DUBAN_FUZZ_SEED to repeat one. */
const long = process.env['DUBAN_MUTATIONS'];
const COUNT = Number(long ?? 600);
const SEED = Number(process.env['DUBAN_FUZZ_SEED'] ?? (long === undefined ? 1 : Date.now() % 1_000_000));

jest.setTimeout(3_600_000);

describe('copies of the corpus with a slip in them', () => {
  it(`lose no task without a word: ${COUNT} copies, seed ${SEED}`, () => {
    const slow = slowest();
    expect(slow.timed(() => mutate(SEED, COUNT))).toEqual([]);
    slow.write('copies of notices with a slip, all', COUNT);
  });

  it('are read without anything unaccounted for where there is no slip', () => {
    const lost = SOURCES.flatMap(([name, text]) =>
      readChecked({ text }, { units: [], groups: [] })
        .findings.filter(({ code }) => code === 'unaccounted')
        .map(({ line }) => `${name}:${line}`),
    );
    expect(lost).toEqual([]);
  });
});
