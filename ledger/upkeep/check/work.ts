import { sha256 } from '../../../domain/journal/canonical';
import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { changeSetDigest, type ChangesKept } from '../../journal/change-sets';
import { changesErrand, owedErrands, issueErrand } from '../../journal/errands';
import { columnsOf, type Db } from '../../database/schema';
import type { MailboxHealth } from '../../office/health';
import { FIRST_ATTEMPT, RUN_ENDED_MS, type PostBegan } from '../../mails/attempts';
import type { SlotComposed } from '../../office/slots';
import type { Errand } from '../../database/tables/errands';
import { compareRows, rowDiffers, rowExtra, rowMissing, type RowPlace } from './compare';
import { checkedEvents } from './events';

const MAILROOM_PLACE: RowPlace = { stream: MAILROOM, seq: null };

/** What the office works from: composed slots, dead mailboxes, change sets, what is owed to Temporal, and who posts. */
export const checkWork = async (db: Db): Promise<readonly Finding[]> => [
  ...(await checkSlots(db)),
  ...(await checkHealth(db)),
  ...(await checkChangeSets(db)),
  ...(await checkErrands(db)),
  ...(await checkRuns(db)),
  ...(await checkBuckets(db)),
  ...(await checkDelayed(db)),
];

async function checkSlots(db: Db): Promise<readonly Finding[]> {
  const events = await checkedEvents<SlotComposed>(db, MAILROOM, ['slotComposed']);
  const expected = events.map(({ body: { slot, at } }) => ({ slot, composed_at: at }));
  const actual = await db.selectFrom('slots').select(columnsOf('slots')).execute();
  return compareRows({ table: 'slots', key: 'slot', expected, actual }, MAILROOM_PLACE);
}

async function checkHealth(db: Db): Promise<readonly Finding[]> {
  const dead = new Map<string, MailboxHealth>();
  for (const { type, body } of await checkedEvents<MailboxHealth>(db, MAILROOM, [
    'mailboxDied',
    'mailboxRevived',
  ]))
    if (type === 'mailboxDied') dead.set(body.mailbox, body);
    else dead.delete(body.mailbox);
  const rows = await db.selectFrom('contact_health').select(columnsOf('contact_health')).execute();
  const actual = rows.map(({ response, ...row }) => ({ ...row, answer: sha256(response) }));
  const expected = [...dead.values()].map(({ mailbox, since, answer }) => ({
    contact: mailbox,
    dead: 1,
    since,
    answer,
  }));
  return compareRows({ table: 'contact_health', key: 'contact', expected, actual }, MAILROOM_PLACE);
}

/** A set that is kept is the one that was asked for; one that has not ended is owed, and an end has its reason or none. */
async function checkChangeSets(db: Db): Promise<readonly Finding[]> {
  const kept = new Map<string, string>();
  for (const { body } of await checkedEvents<ChangesKept>(db, MAILROOM, ['changesKept']))
    kept.set(body.key, body.set);
  const sets = await db.selectFrom('change_sets').select(['key', 'ended_at']).execute();
  const owed = new Set((await owedErrands(db)).map(({ key }) => key));
  const findings: Finding[] = [];
  for (const { key, ended_at } of sets) {
    const wrong =
      kept.get(key) !== (await changeSetDigest(db, key)) ||
      (ended_at === null) !== owed.has(changesErrand(key).key);
    if (wrong) findings.push(rowDiffers('change_sets, changes', key, ['about'], MAILROOM_PLACE));
  }
  return [...findings, ...(await checkEnds(db))];
}

/** Ends of changes: a refused one alone has a problem, what was done is remembered under its key, and each has its set. */
async function checkEnds(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('changes')
    .leftJoin('change_sets', 'change_sets.key', 'changes.set_key')
    .select(['changes.set_key', 'changes.no', 'changes.item', 'changes.steps', 'outcome', 'problem', 'about'])
    .execute();
  const findings: Finding[] = [];
  for (const { set_key, no, item, steps, outcome, problem, about } of rows) {
    const wrong =
      about === null ||
      (problem !== null) !== (outcome === 'refused') ||
      (outcome === 'done' && !(await areRemembered(db, item, stepKeys(steps))));
    if (wrong) findings.push(rowDiffers('changes', `${set_key} ${no}`, ['outcome'], MAILROOM_PLACE));
  }
  return findings;
}

const stepKeys = (steps: string): readonly string[] => {
  const read: unknown = JSON.parse(steps);
  return Array.isArray(read) ? read.map((step: { readonly key?: unknown }) => String(step.key)) : [];
};

async function areRemembered(db: Db, stream: string, keys: readonly string[]): Promise<boolean> {
  if (keys.length === 0) return true;
  const rows = await db
    .selectFrom('requests')
    .select('key')
    .where('stream', '=', stream)
    .where('key', 'in', keys)
    .execute();
  return rows.length === keys.length;
}

/** What is owed is under its key, and has a cause. */
async function checkErrands(db: Db): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const readable = await owedErrands(db);
  const owed = new Set(readable.map(({ key }) => key));
  for (const { key } of await db.selectFrom('errands').select('key').orderBy('key').execute())
    if (!owed.has(key)) findings.push(rowExtra('errands', key, MAILROOM_PLACE));
  for (const { key, errand } of readable)
    if (!(await hasCause(db, key, errand))) findings.push(rowExtra('errands', key, MAILROOM_PLACE));
  const sets = await db.selectFrom('change_sets').select('key').where('ended_at', 'is', null).execute();
  const lost = sets.filter(({ key }) => !owed.has(changesErrand(key).key));
  return [...findings, ...lost.map(({ key }) => rowMissing('errands', key, MAILROOM_PLACE))];
}

async function hasCause(db: Db, key: string, errand: Errand): Promise<boolean> {
  if (errand.type === 'changes') {
    const { key: set } = errand;
    const row = await db.selectFrom('change_sets').select('key').where('key', '=', set).executeTakeFirst();
    return key === changesErrand(set).key && row !== undefined;
  }
  if (errand.type === 'issue') {
    const { notice, batch } = errand;
    const run = await db
      .selectFrom('plans')
      .select('batch')
      .where('notice', '=', notice)
      .where('batch', '=', batch)
      .executeTakeFirst();
    return key === issueErrand(notice, batch).key && run !== undefined;
  }
  if (key === `letter/${errand.cause}`) {
    const mail = await db
      .selectFrom('mails')
      .select('key')
      .where('key', '=', errand.cause)
      .executeTakeFirst();
    return mail !== undefined;
  }
  const known = await db
    .selectFrom('events')
    .select('seq')
    .where('request_key', '=', errand.cause)
    .limit(1)
    .executeTakeFirst();
  return ['agenda', 'retry', 'resume'].includes(key) && known !== undefined;
}

/** Runs of posting are those of the journal, and none claimed for a later attempt than the newest that is known. */
async function checkRuns(db: Db): Promise<readonly Finding[]> {
  const runs = new Map<string, PostBegan>();
  for (const { body } of await checkedEvents<PostBegan>(db, MAILROOM, ['postBegan'])) {
    runs.set(body.run, body);
    for (const { run, began } of runs.values()) if (began < body.began - RUN_ENDED_MS) runs.delete(run);
  }
  const actual = await db.selectFrom('post_runs').select(columnsOf('post_runs')).execute();
  return [
    ...compareRows(
      { table: 'post_runs', key: 'run', expected: [...runs.values()].map((run) => ({ ...run })), actual },
      MAILROOM_PLACE,
    ),
    ...(await checkClaims(db)),
  ];
}

async function checkClaims(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('mails')
    .leftJoin('post_runs', 'post_runs.run', 'mails.run')
    .select(['mails.key', 'mails.attempt', 'post_runs.attempt as newest'])
    .where('mails.state', '=', 'sending')
    .execute();
  return rows
    .filter(({ attempt, newest }) => (newest ?? FIRST_ATTEMPT) < attempt)
    .map(({ key }) => rowDiffers('post_runs', key, ['attempt'], MAILROOM_PLACE));
}

/** There are two buckets. */
async function checkBuckets(db: Db): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('buckets').select('name').execute();
  return rows
    .filter(({ name }) => name !== 'mails' && name !== 'recipients')
    .map(({ name }) => rowExtra('buckets', name, MAILROOM_PLACE));
}

/** Letters that came late have ended in the round that is named. */
async function checkDelayed(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('delayed_letters')
    .leftJoin('mails', 'mails.key', 'delayed_letters.mail')
    .select(['delayed_letters.mail', 'delayed_letters.round', 'mails.kind', 'mails.round as present'])
    .execute();
  return rows
    .filter(({ round, kind, present }) => kind !== 'letter' || present === null || round > present)
    .map(({ mail }) => rowExtra('delayed_letters', mail, MAILROOM_PLACE));
}
