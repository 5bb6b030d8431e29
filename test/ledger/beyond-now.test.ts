import { DAY_MS, MINUTE_MS } from '../../domain/measures';
import { instant, plusMs } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { opened } from '../support/ledger';
import { POSTGRES } from '../support/postgres';
import { SQLITE, type TestDatabase } from './database';

let database: TestDatabase;
let ledgers: Ledger[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const ledger of ledgers) await ledger.close();
  ledgers = [];
  await database.remove();
});

/** Opens a ledger whose journal goes by its server's clock, the office's standing so far ahead of it, ms. */
async function bound(under: typeof SQLITE, shift = 0): Promise<Ledger> {
  database = await under.fresh();
  const ledger = await opened({ url: database.url, shift: () => shift });
  ledgers.push(ledger);
  return ledger;
}

const noteAt = (ledger: Ledger, ahead: number, requestKey: string) =>
  ledger.note(
    'mailroomStill',
    { run: requestKey },
    {
      actor: 'duban',
      now: plusMs(instant(Date.now()), ahead),
      requestKey,
    },
  );

describe('an instant beyond the now of the database server', () => {
  it.each([MINUTE_MS + 5_000, DAY_MS])('by %i ms is not taken into the journal', async (ahead) => {
    const ledger = await bound(POSTGRES);
    await noteAt(ledger, 0, 'now');
    await expect(noteAt(ledger, ahead, 'beyond')).rejects.toMatchObject({ problem: { code: 'clock-off' } });
    expect((await ledger.history('mailroom')).map(({ requestKey }) => requestKey)).toEqual(['now']);
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('is refused whatever the clock of the host says', async () => {
    const ledger = await bound(POSTGRES);
    const real = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + DAY_MS);
    await expect(noteAt(ledger, 0, 'now')).rejects.toMatchObject({ problem: { code: 'clock-off' } });
  });

  it('is taken within a minute, in the time of a demonstration, and where nobody bounds it', async () => {
    await noteAt(await bound(POSTGRES), MINUTE_MS - 5_000, 'near');
    await database.remove();
    await noteAt(await bound(POSTGRES, DAY_MS), DAY_MS, 'demonstration');
    await database.remove();
    await noteAt(await bound(SQLITE), DAY_MS, 'file');
  });
});

describe.each([SQLITE, POSTGRES])('a pause by a clock that is behind the journal on $name', (under) => {
  it('stands in its table since the moment that the journal has', async () => {
    const ledger = await bound(under);
    await noteAt(ledger, 0, 'before');
    const now = plusMs(instant(Date.now()), -5_000);
    await ledger.setPaused(true, '检修', { actor: 'ddy', now, requestKey: 'pause' });
    expect((await ledger.check()).findings).toEqual([]);
    await ledger.setPaused(false, '好了', { actor: 'ddy', now, requestKey: 'resume' });
    expect((await ledger.check()).findings).toEqual([]);
  });
});
