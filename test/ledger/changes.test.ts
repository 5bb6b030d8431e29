import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { sql } from 'kysely';
import { cancel, sign, urge } from '../support/commands';
import { civilDate, plusMs } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { openPostgres } from '../../ledger/database/postgres';
import type { Db } from '../../ledger/database/schema';
import { verify } from '../../ledger/log/verify';
import { checkLedger } from '../../ledger/upkeep/check';
import { copyLedger } from '../../ledger/upkeep/copy';
import { moment, planItem } from '../support/item';
import {
  call,
  change,
  envelope,
  issuedLedger,
  opened,
  planItems,
  says,
  streamOf,
  testKey,
} from '../support/ledger';
import { POSTGRES } from '../support/postgres';
import { sure } from '../support/sure';
import { testFolder } from './database';
import { tableChanges, type Statement, type TableChange } from './table-changes';

const folder = testFolder();
afterAll(() => {
  folder.remove();
});

const SLOT = civilDate('2025-09-17');

/** Letters, digests, urges: some sent, one bounced, some that wait. */
async function mailed(ledger: Ledger): Promise<void> {
  await ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-07-01 10:05') });
  const commands = [envelope('s1', sign('sjj'), 'll-sjj'), envelope('u1', urge(['sjj']), 'ddy')];
  await ledger.record(call(streamOf('1'), { commands, now: moment('2025-07-01 11:00') }));
  await ledger.record(says(streamOf('2'), cancel, { key: 'c1', actor: 'ddy', now: moment('2025-07-02') }));
  const outcomes = [
    { type: 'sent', response: '250 ok', refused: [] },
    { type: 'failed', response: '550 no such user', refused: [] },
  ] as const;
  for (const [n, outcome] of outcomes.entries()) {
    const now = moment(`2025-07-02 10:0${n}`);
    const posting = { run: `run${n}`, attempt: n + 1, now };
    await ledger.recover(posting);
    const claimed = await ledger.claim(posting);
    if (claimed.type !== 'mail') throw new Error(claimed.type);
    const refused = claimed.mail.recipients.map(({ contact }) => ({ contact, response: '550 no such user' }));
    await ledger.settle(claimed.mail.key, outcome.type === 'failed' ? { ...outcome, refused } : outcome, now);
  }
  await ledger.journalDeliveries(moment('2025-07-02 10:10'));
  for (const key of ['1', '3'])
    await ledger.record(call(streamOf(key), { wake: true, now: moment('2025-09-17 08:55') }));
  await ledger.composeSlot({
    slot: SLOT,
    now: moment('2025-09-17 09:00'),
    after: null,
    limit: 500,
  });
  await ledger.markComposed(SLOT, moment('2025-09-17 09:01'));
  await ledger.claim({ run: 'run', attempt: 1, now: moment('2025-09-17 09:02') });
  await ledger.journalDeliveries(moment('2025-09-17 17:02'));
}

/** Who may come in: passwords, sessions, invitations, keys and ends of links. */
async function visited(ledger: Ledger): Promise<void> {
  const at = moment('2025-09-17 16:00');
  const by = (key: string) => change(key, '2025-09-17 16:00');
  const credential = { password: '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA', totp: 'sealed', step: 1 };
  for (const account of ['gly', 'ddy']) {
    await ledger.setCredential(
      { account, ...credential, failures: 0, lockedUntil: null },
      'passwordChosen',
      by(`c-${account}`),
    );
    await ledger.openSession(
      {
        id: `s-${account}`,
        account,
        shownAs: account,
        startedAt: at,
        seenAt: at,
        provedAt: at,
        means: 'password',
      },
      by(`s-${account}`),
    );
    await ledger.proveSession(`s-${account}`, plusMs(at, 60_000), by(`a-${account}`));
    const invitation = { account, purpose: 'password', until: at } as const;
    await ledger.invite({ ...invitation, id: `before-${account}` }, by(`b-${account}`));
    await ledger.invite({ ...invitation, id: `i-${account}` }, by(`i-${account}`));
    await ledger.endLinks(`unit/${account}`, by(`e-${account}`));
    await ledger.rotateLinkKey(`secret ${account}`, false, by(`k-${account}`));
    await ledger.useStep(account, 2, by(`u-${account}`));
    await ledger.keepPerson(`p-${account}`, '某人', by(`p-${account}`));
  }
}

/** Whoever left: sessions that were ended, an invitation that was used, a name that was erased. */
async function left(ledger: Ledger): Promise<void> {
  const at = moment('2025-09-17 16:10');
  const by = (key: string) => change(key, '2025-09-17 16:10');
  for (const id of ['one', 'two', 'three'])
    await ledger.openSession(
      { id, account: 'll-sjj', shownAs: 'll-sjj', startedAt: at, seenAt: at, provedAt: at, means: 'link' },
      by(`open ${id}`),
    );
  await ledger.endSession('one', 'signedOut', by('end one'));
  await ledger.endSessions({ account: 'll-sjj', except: 'three' }, by('end two'));
  await ledger.endSession('three', 'sessionExpired', by('end three'));
  await ledger.invite({ id: 'used', account: 'll-sjj', purpose: 'signIn', until: at }, by('used'));
  await ledger.useInvitation('used', by('use'));
  await ledger.keepPerson('erased', '某人', by('keep'));
  await ledger.erasePerson('erased', by('erase'));
}

/** A ledger in which every kind of thing has happened, closed. */
async function lived(file: string): Promise<void> {
  const ledger = await opened({ url: `sqlite:${file}`, logKey: testKey });
  await issuedLedger(ledger, planItems(3, planItem({ units: { sjj: 'lead', dag: 'each' } })));
  for (const key of ['1', '2', '3']) await ledger.record(call(streamOf(key)));
  await mailed(ledger);
  await visited(ledger);
  await left(ledger);
  await ledger.countTry({
    key: 'sign-in|gly',
    points: 1,
    now: moment('2025-09-17 16:20'),
    ms: 60_000,
    afresh: false,
  });
  await ledger.countTry({
    key: 'sign-in|ddy',
    points: 1,
    now: moment('2025-09-17 16:20'),
    ms: 60_000,
    afresh: false,
  });
  const steps = [{ command: cancel, key: 'set-1' }];
  await ledger.keepChangeSet(
    {
      key: 'set',
      about: 'about',
      actor: 'ddy',
      onBehalf: null,
      changes: [
        { item: streamOf('1'), steps, end: null },
        { item: streamOf('3'), steps, end: null },
      ],
    },
    moment('2025-09-17 16:30'),
  );
  await ledger.setPaused(true, '演练', change('p', '2025-09-17 17:03'));
  await ledger.checkpoint({ slot: SLOT, now: moment('2025-09-17 17:04') });
  expect([...(await ledger.verify()).findings, ...(await ledger.check()).findings]).toEqual([]);
  await ledger.close();
}

/** What verify and check do not see, and why (docs/operations.md says the same). */
const UNSEEN: Readonly<Record<string, string>> = {
  'events.recorded_at': 'the clock of the host, outside the hash',
  'sessions.seen_at': 'when it was last used; a wrong one ends it early or late',
  'items.next_slot':
    'when an item looks at its agenda next; the barrier of that slot names those that have not',
  'delayed_letters less': 'the items learn a month later how their letter went',
};

/** What somebody works on is no record before it is issued (docs/operations.md says the same). */
const UNRECORDED = ['plan_drafts'];

/** Counters of rates that nothing rests on after a minute. */
const COUNTERS = ['tries', 'buckets'];

const tableOf = (name: string): string => name.split(/[. ]/)[0] ?? '';

/** Whether verify or check find a change; what cannot be read is found. */
async function isFound(file: string): Promise<boolean> {
  const ledger = await opened({ url: `sqlite:${file}`, readOnly: true });
  try {
    return [...(await ledger.verify()).findings, ...(await ledger.check()).findings].length > 0;
  } catch {
    return true;
  } finally {
    await ledger.close();
  }
}

/** Changes a copy of a ledger past the ledger; its triggers stand again afterwards. False when the database refuses it. */
function changed(file: string, copy: string, statements: readonly Statement[]): boolean {
  copyFileSync(file, copy);
  const raw = new DatabaseSync(copy);
  raw.exec('pragma foreign_keys = off');
  raw.exec('pragma ignore_check_constraints = on');
  const triggers = raw.prepare(`select name, sql from sqlite_master where type = 'trigger'`).all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) raw.exec(`drop trigger ${name}`);
  try {
    raw.exec('begin');
    for (const { sql, values } of statements) raw.prepare(sql).run(...values);
    raw.exec('commit');
  } catch {
    raw.exec('rollback');
    return false;
  } finally {
    for (const { sql } of triggers) raw.exec(sql);
    raw.close();
  }
  return true;
}

it('a change of any column, a row taken out, put in or exchanged is found by verify or check', async () => {
  const file = join(folder.path, 'lived.db');
  await lived(file);
  const raw = new DatabaseSync(file, { readOnly: true });
  const { changes, empty } = tableChanges(raw);
  raw.close();
  const unseen: string[] = [];
  for (const [n, { name, statements }] of changes.entries()) {
    const copy = join(folder.path, `${n}.db`);
    if (changed(file, copy, statements) && !(await isFound(copy))) unseen.push(name);
  }
  expect(empty).toEqual(UNRECORDED);
  areFew(unseen, changes);
}, 300_000);

/** The same on PostgreSQL: each change in a transaction that is looked at and rolled back. */
it('a change of any column, a row taken out, put in or exchanged is found on PostgreSQL', async () => {
  const file = join(folder.path, 'lived.db');
  const raw = new DatabaseSync(file, { readOnly: true });
  const { changes } = tableChanges(raw);
  raw.close();
  const target = await POSTGRES.fresh();
  sure(await copyLedger({ from: `sqlite:${file}`, to: target.url }));
  const database = sure(openPostgres({ url: target.url, readOnly: false, lockMs: 10_000, answerMs: 60_000 }));
  const isSeen = (statements: readonly Statement[]): Promise<boolean | null> =>
    rolledBack(database.db, async (trx) => {
      await sql
        .raw('alter table events disable trigger user; set local session_replication_role = replica')
        .execute(trx);
      try {
        for (const statement of statements) await asked(statement).execute(trx);
      } catch {
        return null;
      }
      await sql.raw('alter table events enable always trigger events_append_only').execute(trx);
      return [...(await verify(trx)).findings, ...(await checkLedger(trx)).findings].length > 0;
    }).catch(() => true);
  try {
    expect(await isSeen([])).toBe(false);
    const unseen: string[] = [];
    for (const { name, statements } of changes) if ((await isSeen(statements)) === false) unseen.push(name);
    areFew(unseen, changes);
  } finally {
    await database.close();
    await target.remove();
  }
}, 300_000);

/** Does something in a transaction of which nothing stays. */
async function rolledBack<T>(db: Db, act: (trx: Db) => Promise<T>): Promise<T> {
  const trx = await db.startTransaction().execute();
  try {
    return await act(trx);
  } finally {
    await trx.rollback().execute();
  }
}

const asked = ({ sql: words, values }: Statement) =>
  sql.join(
    words
      .split('?')
      .flatMap((part, n) => [sql.raw(part), ...(n < values.length ? [sql.val(values[n])] : [])]),
    sql.raw(''),
  );

function areFew(unseen: readonly string[], changes: readonly TableChange[]): void {
  const explained = [...Object.keys(UNSEEN), ...COUNTERS];
  expect(unseen.filter((name) => !explained.includes(name) && !explained.includes(tableOf(name)))).toEqual(
    [],
  );
  expect(changes.length).toBeGreaterThan(270);
  expect(unseen.length / changes.length).toBeLessThanOrEqual(0.05);
}

it.each(['events_no_update', 'events_no_delete', 'events_no_replace'])(
  'a trigger that is gone: %s',
  async (name) => {
    const file = join(folder.path, `${name}.db`);
    copyFileSync(join(folder.path, 'lived.db'), file);
    const raw = new DatabaseSync(file);
    raw.exec(`drop trigger ${name}`);
    raw.close();
    expect(await isFound(file)).toBe(true);
  },
);
