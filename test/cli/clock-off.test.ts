import { commandLine } from '../support/cli';
import { opened, setOffice } from '../support/ledger';
import { POSTGRES } from '../support/postgres';
import type { TestDatabase } from '../ledger/database';

const SECOND = 1_000;
let database: TestDatabase;
beforeEach(async () => {
  database = await POSTGRES.fresh();
  const ledger = await opened({ url: database.url });
  await setOffice(ledger);
  await ledger.close();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await database.remove();
});

/** Pauses all sending from a host whose clock stands so far from that of the database's server, ms. */
async function pauseFrom(ahead: number) {
  const real = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
  const duban = commandLine({ env: { DUBAN_DATABASE_URL: database.url } });
  return duban('mail', 'pause', '--reason', '检修', '--as', 'ddy', '--json');
}

const paused = async () => {
  const ledger = await opened({ url: database.url });
  try {
    return await ledger.paused();
  } finally {
    await ledger.close();
  }
};

describe('a change from a host whose clock is off', () => {
  it.each([3_600 * SECOND, -3_600 * SECOND])('by %i ms is refused, and nothing is written', async (ahead) => {
    const { code, out, err } = await pauseFrom(ahead);
    expect(code).toBe(69);
    expect(out + err).toContain('clock-off');
    expect(await paused()).toBeNull();
  });

  it('by seconds is taken', async () => {
    expect((await pauseFrom(2 * SECOND)).code).toBe(0);
    expect(await paused()).not.toBeNull();
  });
});
