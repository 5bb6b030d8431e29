import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { plusMs } from '../../domain/time';
import { report } from '../support/commands';
import { connected } from '../support/postgres';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { sure } from '../support/sure';
import { CONNECTIONS, inFull, lasting, openDay, type Day } from './day';

jest.setTimeout(1_800_000);

const SECOND = 1_000;
const SIZE = { units: 20, items: 6 };

let server: PostgresServer;
let folder: string;
let day: Day | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duban-gameday-'));
  server = await startPostgres({ folder });
  const client = await connected(server.urlOf('postgres'));
  await client.query('create database office');
  await client.end();
});
afterEach(async () => {
  await day?.stage.close();
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** An office on PostgreSQL at work, its slot so many seconds ahead, every item asleep. */
async function open(ahead: number): Promise<Day> {
  day = await openDay({ size: SIZE, database: server.urlOf('office'), setting: { ahead } });
  const { stage, wave } = day;
  await stage.worker(undefined, { tendMs: 2 * SECOND }).ready;
  await stage.duban.ensureAll();
  await stage.until(
    'every item sleeps',
    async () => (await stage.duban.standing()).asked === wave.streams.length,
  );
  return day;
}

describe('PostgreSQL', () => {
  it('away in the middle of posting, for minutes: nothing is lost', async () => {
    const office = await open(30 * SECOND);
    const { stage } = office;
    await stage.until('some are sent', () => stage.mails >= 3);
    await server.crash();
    await wait(lasting(180, 10) * SECOND);
    await server.start();
    await office.expectWhole(CONNECTIONS);
  });

  inFull('failing over to an older copy is reconciled, and every reminder comes once', async () => {
    const office = await open(90 * SECOND);
    const { stage, wave } = office;
    const [one = '', two = ''] = wave.streams;
    const data = join(folder, 'data');
    const copy = join(folder, 'older');
    await server.crash();
    execFileSync('cp', ['-a', data, copy]);
    await server.start();
    for (const stream of [one, two])
      sure(await stage.duban.command({ stream, command: report('u005'), actor: 'll-u005' }));
    await server.crash();
    rmSync(data, { recursive: true });
    execFileSync('cp', ['-a', copy, data]);
    await server.start();
    const found = await stage.duban.differences();
    expect(found).toMatchObject({ ahead: [one, two], unknown: [], missing: [] });
    const by = { actor: 'gly', now: plusMs(wave.slotAt, -20 * SECOND), requestKey: 'reconcile' };
    await stage.duban.reconcile(found, { composed: null, by });
    expect(await stage.duban.differences()).toMatchObject({ ahead: [], unknown: [], missing: [] });
    await office.expectWhole(0);
  });
});
