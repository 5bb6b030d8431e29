import { setTimeout as wait } from 'node:timers/promises';
import { inFull, lasting, openDay, type Day } from './day';

jest.setTimeout(1_800_000);

const SECOND = 1_000;
const TEN = { units: 10, items: 3 };
let day: Day;
afterEach(() => day.stage.close());

describe('a gateway that', () => {
  it('scans for longer than half a minute before it answers the final dot gets each mail once', async () => {
    day = await openDay({ size: TEN, moods: { hold: () => wait(lasting(40, 35) * SECOND) } });
    await day.stage.worker().ready;
    await day.stage.duban.ensureAll();
    await day.expectWhole(0);
  });

  inFull('takes seconds for each reply gets each mail once', async () => {
    day = await openDay({ size: TEN, moods: { drip: () => wait(10 * SECOND) } });
    await day.stage.worker().ready;
    await day.stage.duban.ensureAll();
    await day.expectWhole(0);
  });
});
