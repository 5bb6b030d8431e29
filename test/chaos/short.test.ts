import { drawRound } from './draw';
import { expectRoundHolds } from './expect';
import { prepareGround, type Ground } from './round';

// A wave in real time, on a machine that may have much else to do.
jest.setTimeout(600_000);

const SIZE = { units: 100, items: 20 };

/** After trouble with the mail server a mail waits for a minute: npm run chaos has that too. */
const KINDS = ['worker killed', 'worker frozen', 'Temporal killed', 'disk full', 'clock moved'] as const;

let ground: Ground;

beforeAll(async () => {
  ground = await prepareGround(SIZE, ['SQLite']);
});
afterAll(() => ground.close());

describe('a small wave under the blows of one seed', () => {
  it('comes whole, once, and without what was closed meanwhile', async () => {
    await expectRoundHolds(
      drawRound(27, SIZE, { kinds: KINDS, bases: ['SQLite'], blows: 3, ahead: 8_000 }),
      ground,
    );
  });
});
