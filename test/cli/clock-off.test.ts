import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { commandLine } from '../support/cli';
import { devServer } from '../support/engine';
import { opened, setOffice } from '../support/ledger';
import { POSTGRES } from '../support/postgres';
import { SQLITE, type TestDatabase } from '../ledger/database';

const SECOND = 1_000;
let temporal: TestWorkflowEnvironment;
let database: TestDatabase;
beforeAll(async () => {
  temporal = await devServer();
});
afterAll(() => temporal.teardown());
afterEach(async () => {
  jest.restoreAllMocks();
  await database.remove();
});

const paused = async () => {
  const ledger = await opened({ url: database.url });
  try {
    return await ledger.paused();
  } finally {
    await ledger.close();
  }
};

const HOUR = 3_600 * SECOND;

describe.each([
  { of: 'the database server', under: POSTGRES, settings: () => ({}), offs: [HOUR, -HOUR] },
  // A clock that is behind for us alone, and not for the library, lets its deadlines pass.
  {
    of: 'a Temporal server elsewhere',
    under: SQLITE,
    settings: () => ({ TEMPORAL_ADDRESS: temporal.address }),
    offs: [HOUR],
  },
])('a change from a host whose clock is off that of $of', ({ under, settings, offs }) => {
  beforeEach(async () => {
    database = await under.fresh();
    const ledger = await opened({ url: database.url });
    await setOffice(ledger);
    await ledger.close();
  });

  /** Pauses all sending from a host whose clock stands so far from the server's, ms. */
  async function pauseFrom(ahead: number) {
    const real = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
    const duban = commandLine({ env: { DUBAN_DATABASE_URL: database.url, ...settings() } });
    return duban('mail', 'pause', '--reason', '检修', '--as', 'ddy', '--json');
  }

  it.each(offs)('by %i ms is refused, and nothing is written', async (ahead) => {
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
