import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyLedger } from '../../ledger/upkeep/copy';
import type { Ledger } from '../../ledger/ledger';
import { answerOf, commandLine } from '../support/cli';
import { cancel, sign, urge } from '../support/commands';
import { moment } from '../support/item';
import { call, change, envelope, issuedLedger, opened, planItems, says, streamOf } from '../support/ledger';
import { POSTGRES } from '../support/postgres';
import { sure } from '../support/sure';
import { SQLITE, testFolder, type DatabaseUnderTest, type TestDatabase } from './database';

let databases: TestDatabase[];
beforeEach(() => {
  databases = [];
});
afterEach(async () => {
  for (const database of databases) await database.remove();
});

async function freshOn(under: DatabaseUnderTest): Promise<TestDatabase> {
  const database = await under.fresh();
  databases.push(database);
  return database;
}

/** Items begun, signed, urged and cancelled, with letters, a delivery and a name outside the journal. */
async function live(ledger: Ledger): Promise<void> {
  for (const stream of await issuedLedger(ledger, planItems(3))) await ledger.record(call(stream));
  await ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-07-01 10:05') });
  const commands = [envelope('s1', sign('sjj'), 'll-sjj'), envelope('u1', urge(['sjj']), 'ddy')];
  await ledger.record(call(streamOf('1'), { commands, now: moment('2025-07-01 11:00') }));
  await ledger.record(says(streamOf('2'), cancel, { key: 'c1', actor: 'ddy', now: moment('2025-07-02') }));
  const claim = await ledger.claim({ run: 'r', attempt: 1, now: moment('2025-07-02 10:00') });
  if (claim.type === 'mail')
    await ledger.settle(
      claim.mail.key,
      { type: 'sent', response: '250 ok', refused: [] },
      moment('2025-07-02 10:01'),
    );
  await ledger.journalDeliveries(moment('2025-07-02 10:02'));
  await ledger.keepPerson('p1', '张三', { actor: 'ddy', now: moment('2025-07-02 10:03') });
}

/** All that a ledger can be asked. */
const allOf = async (ledger: Ledger) => ({
  streams: await ledger.streams(),
  histories: await Promise.all((await ledger.streams()).map(({ stream }) => ledger.history(stream))),
  items: await ledger.items({}),
  mails: (await ledger.mails({})).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  tasks: await ledger.tasks({ open: true }),
  plan: await ledger.plan('n1'),
  office: await ledger.office(),
});

describe.each([
  ['SQLite', 'PostgreSQL', SQLITE, POSTGRES],
  ['PostgreSQL', 'SQLite', POSTGRES, SQLITE],
])('a ledger copied from %s to %s', (_from, _to, from, to) => {
  async function lived() {
    const source = await freshOn(from);
    const target = await freshOn(to);
    const ledger = await opened({ url: source.url });
    await live(ledger);
    return { source, target, ledger };
  }

  it('says all that it said, verifies, and goes on from there', async () => {
    const { source, target, ledger } = await lived();
    const before = await allOf(ledger);
    const copied = sure(await copyLedger({ from: source.url, to: target.url }));
    await ledger.close();
    const copy = await opened({ url: target.url });
    expect(await allOf(copy)).toEqual(before);
    expect(copied.streams).toBe(before.streams.length);
    expect(await target.query('select name from persons')).toEqual([{ name: '张三' }]);
    const replied = await copy.record(
      says(streamOf('3'), sign('sjj'), { key: 's3', actor: 'll-sjj', now: moment('2025-07-03') }),
    );
    expect(replied.answers['s3']?.ok).toBe(true);
    expect((await copy.verify()).findings).toEqual([]);
    expect((await copy.check()).findings).toEqual([]);
    await copy.close();
  });

  it('is not put over another', async () => {
    const { source, target, ledger } = await lived();
    const other = await opened({ url: target.url });
    await other.note('probe', {}, change('probe'));
    expect(await copyLedger({ from: source.url, to: target.url })).toMatchObject({
      ok: false,
      problem: { code: 'ledger-not-empty' },
    });
    expect(await other.history('mailroom')).toHaveLength(1);
    await other.close();
    await ledger.close();
  });

  it('of which a byte was changed before is not taken: nothing stays in the new place', async () => {
    const { source, target, ledger } = await lived();
    await source.exec(from.disarm);
    await source.exec(`update events set actor = 'ddy2' where type = 'cancelled'`);
    expect(await copyLedger({ from: source.url, to: target.url })).toMatchObject({
      ok: false,
      problem: {
        code: 'copy-not-verified',
        message: { en: expect.stringContaining('changed item/n1/2 2') as string },
      },
    });
    expect(await target.query('select count(*) as n from events')).toEqual([{ n: 0 }]);
    await ledger.close();
  });

  it('that is empty of tables is no ledger to copy', async () => {
    const source = await freshOn(from);
    const target = await freshOn(to);
    expect(await copyLedger({ from: source.url, to: target.url })).toMatchObject({
      ok: false,
      problem: { code: 'not-a-ledger' },
    });
  });
});

describe('a backup of a ledger on PostgreSQL', () => {
  it('is an SQLite file that holds all of it, and overwrites none', async () => {
    const source = await freshOn(POSTGRES);
    const ledger = await opened({ url: source.url });
    await live(ledger);
    const folder = testFolder();
    const file = join(folder.path, 'copy.db');
    await ledger.backup(file);
    await expect(ledger.backup(file)).rejects.toMatchObject({ problem: { code: 'backup-exists' } });
    expect(['-wal', '-shm', '.part'].filter((end) => existsSync(file + end))).toEqual([]);
    const copy = await opened({ url: `sqlite:${file}`, readOnly: true });
    expect(await allOf(copy)).toEqual(await allOf(ledger));
    await copy.close();
    await ledger.close();
    folder.remove();
  });
});

describe('duban ledger copy', () => {
  it('copies into the configured ledger and says where, without a password', async () => {
    const source = await freshOn(SQLITE);
    const target = await freshOn(POSTGRES);
    const ledger = await opened({ url: source.url });
    await live(ledger);
    await ledger.close();
    const run = commandLine({ env: { DUBAN_DATABASE_URL: target.url } });
    const looked = await run('ledger', 'copy', '--from', source.url, '--dry-run');
    const copied = await run('ledger', 'copy', '--from', source.url, '--json');
    expect([looked.code, copied.code]).toEqual([0, 0]);
    expect(answerOf(copied)).toMatchObject({ ok: true, data: { streams: 6 } });
    expect(copied.out + copied.err).toContain('postgres://duban@127.0.0.1:');
    expect(copied.out + copied.err).not.toContain(new URL(target.url).password);
  });

  it('takes an address with a password from a file, not from the command line', async () => {
    const source = await freshOn(POSTGRES);
    const ledger = await opened({ url: source.url });
    await live(ledger);
    await ledger.close();
    const folder = testFolder();
    const file = join(folder.path, 'address');
    writeFileSync(file, `${source.url}\n`);
    const run = commandLine({ env: { DUBAN_DATABASE_URL: `sqlite:${join(folder.path, 'copy.db')}` } });
    const refused = await run('ledger', 'copy', '--from', source.url);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--from @')]);
    expect(refused.out + refused.err).not.toContain(new URL(source.url).password);
    expect((await run('ledger', 'copy', '--from', `@${file}`)).code).toBe(0);
    folder.remove();
  });
});
