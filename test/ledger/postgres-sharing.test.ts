import { takenKeys } from '../../domain/digest/mail-ref';
import type { StreamId } from '../../domain/journal/types';
import { civilDate, plusMs } from '../../domain/time';
import { DEFAULT_POLICY } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Ledger } from '../../ledger/ledger';
import type { Claim } from '../../ledger/mails/claim';
import { report, sign } from '../support/commands';
import { moment } from '../support/item';
import { call, change, issuedLedger, opened, planItems, says } from '../support/ledger';
import { connected, POSTGRES } from '../support/postgres';
import type { TestDatabase } from './database';

const SLOT = civilDate('2025-09-17');
const NINE = moment('2025-09-17 09:00');

let database: TestDatabase;
/** Three openers of one ledger, as three processes are. */
let ledgers: Ledger[];
let streams: readonly StreamId[];
beforeEach(async () => {
  database = await POSTGRES.fresh();
  ledgers = [];
  for (let i = 0; i < 3; i++) ledgers.push(await opened({ url: database.url }));
  streams = await issuedLedger(at(0), planItems(24));
});
afterEach(async () => {
  for (const ledger of ledgers) await ledger.close();
  await database.remove();
});

function at(i: number): Ledger {
  const ledger = ledgers[i % ledgers.length];
  if (!ledger) throw new Error('no ledger');
  return ledger;
}

const everyOpener = <T>(work: (ledger: Ledger, i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(ledgers.map(work));

/** Deadlocks that the server has counted: a statistic that it brings up to date when a session ends. */
async function deadlocks(): Promise<unknown> {
  const client = await connected(database.url);
  const { rows } = await client.query<{ readonly deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  await client.end();
  return rows[0]?.deadlocks;
}

/** Waits until a session waits for another. */
async function blocked(): Promise<void> {
  for (;;) {
    const waiting = await database.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const clean = async (): Promise<void> => {
  expect((await at(0).verify()).findings).toEqual([]);
  expect((await at(0).check()).findings).toEqual([]);
};

describe('groups of several processes on the same items', () => {
  it('in opposite orders wait for each other and never in a circle', async () => {
    const before = await deadlocks();
    for (let round = 0; round < 4; round++)
      await everyOpener((ledger, i) => {
        const order = i % 2 === 0 ? streams : streams.toReversed();
        const key = `r${round}-${i}`;
        const calls = order.map((stream) => says(stream, report('sjj', round), { key, actor: 'll-sjj' }));
        return Promise.all(calls.map((one) => ledger.record(one)));
      });
    expect((await at(0).items({})).map(({ seq }) => seq)).toEqual(streams.map(() => 1 + 4 * 3));
    expect(await deadlocks()).toBe(before);
    await clean();
  });

  it('that begin them at the same moment begin each once', async () => {
    await everyOpener((ledger) => Promise.all(streams.map((stream) => ledger.record(call(stream)))));
    expect((await at(1).items({})).map(({ seq }) => seq)).toEqual(streams.map(() => 1));
    await clean();
  });
});

describe('a stream that a job finds out it needs', () => {
  it('while another process holds it is waited for by that job, and by no item beside it', async () => {
    const { roster } = await at(0).office();
    const nobody = makeRoster({
      ...roster,
      contacts: roster.contacts.filter(({ unit }) => unit !== 'sjj'),
    });
    for (const stream of streams) await at(0).record(call(stream));
    await at(0).setRoster(nobody, change('roster 2'));
    await database.exec(`begin; select pg_advisory_xact_lock(hashtextextended('mailroom', 0))`);
    const urged = at(0).record(
      says(
        streams[0] ?? '',
        { type: 'urge', units: ['sjj'], text: '请抓紧办理', again: false },
        { key: 'u', actor: 'ddy' },
      ),
    );
    const beside = says(streams[1] ?? '', sign('sfj'), { key: 's', actor: 'll-sfj' });
    expect((await at(0).record(beside)).answers['s']?.ok).toBe(true);
    await database.exec('commit');
    expect((await urged).answers['u']?.ok).toBe(true);
    expect((await at(0).mails({})).map(({ state }) => state)).toEqual(['failed']);
    await clean();
  });
});

describe('composing while items still record', () => {
  it('and composing twice at once lose no row and tell none twice', async () => {
    await Promise.all(streams.map((stream) => at(0).record(call(stream))));
    const wake = (some: readonly StreamId[], ledger: Ledger) =>
      Promise.all(
        some.map((stream) => ledger.record(call(stream, { wake: true, now: moment('2025-09-17 08:55') }))),
      );
    const compose = (ledger: Ledger) =>
      ledger.composeSlot({ slot: SLOT, now: NINE, after: null, limit: 500 });
    await wake(streams.slice(0, 12), at(0));
    await Promise.all([wake(streams.slice(12), at(0)), compose(at(1)), compose(at(2))]);
    await at(0).markComposed(SLOT, NINE);
    const next = civilDate('2025-09-18');
    await at(1).composeSlot({
      slot: next,
      now: moment('2025-09-18 09:00'),
      after: null,
      limit: 500,
    });
    const rows = await database.query('select key, mail from outbox order by key');
    const kept = (await at(0).mails({})).filter(({ state }) => state !== 'missed');
    const told = kept.flatMap(({ edition }) => takenKeys(edition));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => JSON.stringify(row).includes('null'))).toEqual([]);
    expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
    await clean();
  });
});

describe('claims of many workers', () => {
  async function ready(mail: Partial<typeof DEFAULT_POLICY.mail>): Promise<void> {
    await at(0).setPolicy(
      { ...DEFAULT_POLICY, mail: { ...DEFAULT_POLICY.mail, ...mail } },
      change('policy 2'),
    );
    for (const stream of streams) await at(0).record(call(stream));
    // One answer for each item: its report is returned.
    for (const stream of streams)
      for (const [command, actor] of [
        [report('sjj'), 'll-sjj'],
        [{ type: 'returnReport', unit: 'sjj', reason: '缺少附件' }, 'ddy'],
      ] as const)
        await at(0).record(says(stream, command, { key: `${command.type}-${stream}`, actor, now: NINE }));
  }
  const claim = (i: number, now = NINE): Promise<Claim> => at(i).claim({ run: `r${i % 3}`, attempt: 1, now });
  const keysOf = (claims: readonly Claim[]) =>
    claims.flatMap((one) => (one.type === 'mail' ? [one.mail.key] : []));

  it('take each mail once, and do not wait for a row that another is about to take', async () => {
    await ready({ mailsPerMinute: 100_000, recipientsPerMinute: 100_000 });
    await database.exec(
      `begin; select key from mails order by rank, addressee, audience, key limit 1 for update`,
    );
    const claims = await Promise.all(Array.from({ length: 30 }, (_, i) => claim(i)));
    await database.exec('rollback');
    const keys = keysOf(claims);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(streams.length - 1);
    expect(keysOf([await claim(0)])).toHaveLength(1);
  });

  it('draw from one bucket: together they send no more than the policy allows', async () => {
    await ready({ mailsPerMinute: 120, recipientsPerMinute: 100_000 });
    const now = (second: number) => plusMs(NINE, second * 1_000);
    const sent: number[] = [];
    for (let second = 0; second < 4; second++)
      sent.push(keysOf(await Promise.all(Array.from({ length: 9 }, (_, i) => claim(i, now(second))))).length);
    expect(sent).toEqual([2, 2, 2, 2]);
  });

  it('of an attempt that a newer one follows take nothing that would be forgotten', async () => {
    await ready({ mailsPerMinute: 100_000, recipientsPerMinute: 100_000 });
    const old = { run: 'r', attempt: 1, now: NINE };
    const newer = { run: 'r', attempt: 2, now: NINE };
    await Promise.all([
      ...Array.from({ length: 12 }, (_, i) => at(i).claim(old)),
      at(1).recover(newer),
      ...Array.from({ length: 12 }, (_, i) => at(i).claim(old)),
    ]);
    expect(await at(0).claim(old)).toEqual({ type: 'stop', reason: 'superseded' });
    const left = await database.query(`select key from mails where state = 'sending' and attempt < 2`);
    expect(left).toEqual([]);
  });
});

describe('a mail that is written anew by a claim while it is being journaled', () => {
  it('is journaled as it is sent', async () => {
    const urge = { type: 'urge', units: ['sjj'], text: '请抓紧办理', again: false } as const;
    await at(0).record(says(streams[0] ?? '', urge, { key: 'u', actor: 'ddy' }));
    await database.exec(`begin; update mails set edition = replace(edition, '请抓紧', '请尽快')`);
    const journaled = at(1).journalDeliveries(NINE);
    await blocked();
    await database.exec('commit');
    await journaled;
    expect(await at(0).mails({})).toMatchObject([{ state: 'ready' }]);
    await clean();
  });
});

describe('a checkpoint made while items record', () => {
  it('is over events of one moment, so that its root can be computed again', async () => {
    await Promise.all(streams.map((stream) => at(0).record(call(stream))));
    for (let day = 1; day <= 5; day++) {
      const now = moment(`2025-07-0${day} 17:00`);
      const signs = (stream: StreamId, i: number) =>
        at(i).record(says(stream, report('sjj', day), { key: `d${day}`, actor: 'll-sjj', now }));
      await Promise.all([
        ...streams.map(signs),
        at(2).checkpoint({ slot: civilDate(`2025-07-0${day}`), now }),
      ]);
    }
    await clean();
  });
});
