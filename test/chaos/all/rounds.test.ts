import { randomInt } from 'node:crypto';
import { BLOWS, blowName, drawRound } from '../draw';
import { expectRoundHolds } from '../expect';
import { prepareGround, type Ground } from '../round';

jest.setTimeout(900_000);

const SEED = Number(process.env['DUBAN_CHAOS_SEED'] ?? randomInt(1, 1_000_000));
const ROUNDS = Number(process.env['DUBAN_CHAOS_ROUNDS'] ?? 30);

/** 300 items of ten units each: 3,000 reminders in 500 mails. */
const SIZE = { units: 500, items: 300 };
const BASES = ['SQLite', 'PostgreSQL'] as const;

const rounds = Array.from({ length: ROUNDS }, (_, n) =>
  drawRound(SEED + n, SIZE, { kinds: BLOWS, bases: BASES, blows: 3, ahead: 10_000 }),
);

let ground: Ground;

beforeAll(async () => {
  ground = await prepareGround(SIZE, BASES);
});
afterAll(() => ground.close());

// DUBAN_CHAOS_SEED=<the seed> DUBAN_CHAOS_ROUNDS=1 repeats one.
describe('a wave of 3,000 reminders', () => {
  it.each(
    rounds.map((round) => [round.seed, round.base, round.blows.map(blowName).join('; '), round] as const),
  )('comes whole in round %i on %s: %s', async (_seed, _base, _blows, round) => {
    await expectRoundHolds(round, ground);
  });
});
