import { sql } from 'kysely';
import { digestOf } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { plusMs, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { Db } from '../database/schema';
import { chunks, fromJson, toJson } from '../database/stored';
import type { ChangeEnd, ChangeSet, EndedChange, ItemChange } from '../database/tables/change-sets';
import { appendOne } from './journal';
import { changesErrand, owe, strikeOff } from './errands';

/** How far a change set has come; the counts are of changes. */
export interface ChangeSetProgress {
  readonly total: number;
  readonly done: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly ended: boolean;
}

/** A change of a set by its place in it. */
export interface NumberedChange extends ItemChange {
  readonly no: number;
}

/** The key of one command of a set; `part` tells apart those to the same item. */
export const stepKey = ({ key }: Pick<ChangeSet, 'key'>, item: StreamId, part: string): string =>
  part === '' ? `${key}/${item}` : `${key}/${item}#${part}`;

/** The set under way that sends a command of this key to an item; null: none does. It does not end before this transaction. */
export async function openSetOf(db: Db, item: StreamId, commandKey: string): Promise<string | null> {
  const at = commandKey.lastIndexOf(`/${item}`);
  const part = commandKey.slice(at + 1 + item.length);
  if (at < 0 || (part !== '' && !part.startsWith('#'))) return null;
  const set = await db
    .selectFrom('change_sets')
    .select('key')
    .where('key', '=', commandKey.slice(0, at))
    .where('ended_at', 'is', null)
    .$if(sharesRows(db), (q) => q.forShare())
    .executeTakeFirst();
  return set?.key ?? null;
}

/** How long an ended set can still be asked about, ms. */
const KEPT_MS = 30 * 86_400_000;

const INSERTS = 100;

const reused = (key: string): Result<never> =>
  refuse(
    'key-reused',
    text(
      `请求号 ${key} 下还有另一批变更没有办完`,
      `another set of changes is under way under the key ${key}`,
    ),
    text('换一个请求号，或等它办完', 'choose another key, or wait until it has ended'),
  );

const problemOf = (end: ChangeEnd | null) => (end?.type === 'refused' ? toJson(end.problem) : null);

async function forgetChangeSets(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.deleteFrom('changes').where('set_key', 'in', keys).execute();
  await db.deleteFrom('change_sets').where('key', 'in', keys).execute();
}

/** Keeps a set with its errand, in one transaction. Refuses `key-reused`. */
export async function keepChangeSet(db: Db, set: ChangeSet, now: Instant): Promise<Result<null>> {
  const { key, about, actor, onBehalf } = set;
  const known = await db
    .selectFrom('change_sets')
    .select(['about', 'ended_at'])
    .where('key', '=', key)
    .executeTakeFirst();
  if (known?.ended_at === null) return known.about === about ? ok(null) : reused(key);
  const old = await db
    .selectFrom('change_sets')
    .select('key')
    .where((e) => e.or([e('ended_at', '<', plusMs(now, -KEPT_MS)), e('key', '=', key)]))
    .execute();
  await forgetChangeSets(
    db,
    old.map((one) => one.key),
  );
  const on_behalf = onBehalf && toJson(onBehalf);
  await db
    .insertInto('change_sets')
    .values({ key, about, actor, on_behalf, at: now, ended_at: null })
    .execute();
  const rows = set.changes.map(({ item, steps, end }, no) => ({
    set_key: key,
    no,
    item,
    steps: toJson(steps),
    outcome: end && end.type,
    problem: problemOf(end),
  }));
  for (const some of chunks(rows, INSERTS))
    await db
      .insertInto('changes')
      .values([...some])
      .execute();
  const owed = changesErrand(key);
  await owe(db, owed.key, owed.errand);
  const body: ChangesKept = { key, set: await changeSetDigest(db, key) };
  await appendOne(db, MAILROOM, { type: 'changesKept', body, at: now, actor, requestKey: null });
  return ok(null);
}

/** Body of `changesKept` in the stream `mailroom`: what a change set asks for. */
export interface ChangesKept {
  readonly key: string;
  /** Digest of the set. */
  readonly set: string;
}

/** Digest of who asked for a set, when, and of its changes without their ends. */
export async function changeSetDigest(db: Db, key: string): Promise<string> {
  const set = await db
    .selectFrom('change_sets')
    .select(['key', 'about', 'actor', 'on_behalf', 'at'])
    .where('key', '=', key)
    .executeTakeFirst();
  const changes = await db
    .selectFrom('changes')
    .select(['no', 'item', 'steps'])
    .where('set_key', '=', key)
    .orderBy('no')
    .execute();
  return digestOf([set ?? null, changes]);
}

/** How far a set has come; null: none is kept under the key. */
export async function changeSetProgress(db: Db, key: string): Promise<ChangeSetProgress | null> {
  const set = await db.selectFrom('change_sets').select('ended_at').where('key', '=', key).executeTakeFirst();
  if (!set) return null;
  const of = (outcome: ChangeEnd['type']) =>
    sql<number>`count(case when outcome = ${sql.lit(outcome)} then 1 end)`.as(outcome);
  const counts = await db
    .selectFrom('changes')
    .select([sql<number>`count(*)`.as('total'), of('done'), of('unchanged'), of('refused')])
    .where('set_key', '=', key)
    .executeTakeFirstOrThrow();
  return { ...counts, ended: set.ended_at !== null };
}

/** The next changes without an end after a place; none of an item of which one up to that place has none: they go in order. */
export async function changesLeft(
  db: Db,
  { key, after, limit }: { readonly key: string; readonly after: number; readonly limit: number },
): Promise<Pick<ChangeSet, 'actor' | 'onBehalf'> & { readonly changes: readonly NumberedChange[] }> {
  const { actor, on_behalf } = await db
    .selectFrom('change_sets')
    .select(['actor', 'on_behalf'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('changes')
    .select(['no', 'item', 'steps'])
    .where('set_key', '=', key)
    .where('outcome', 'is', null)
    .where('no', '>', after)
    .where('item', 'not in', (sub) =>
      sub
        .selectFrom('changes as before')
        .select('before.item')
        .where('before.set_key', '=', key)
        .where('before.outcome', 'is', null)
        .where('before.no', '<=', after),
    )
    .orderBy('no')
    .limit(limit)
    .execute();
  return {
    actor,
    onBehalf: on_behalf && fromJson(on_behalf),
    changes: rows.map(({ no, item, steps }) => ({ no, item, steps: fromJson(steps), end: null })),
  };
}

/** What became of each change of a set. */
export async function changeEnds(db: Db, key: string): Promise<readonly EndedChange[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['item', 'outcome', 'problem'])
    .where('set_key', '=', key)
    .orderBy('no')
    .execute();
  return rows.map(({ item, outcome, problem }) => {
    if (problem !== null) return { item, end: { type: 'refused', problem: fromJson(problem) } };
    return { item, end: outcome === null || outcome === 'refused' ? null : { type: outcome } };
  });
}

/**
 * Notes what became of a change. Idempotent. A pass that was frozen meanwhile may write late, beside a newer one or when
 * another set is kept under the key: the first end stands, but for a refusal of what was done all the same, and the end
 * of other commands is nobody's.
 */
export async function endChange(
  db: Db,
  key: string,
  { no, steps }: NumberedChange,
  end: ChangeEnd,
): Promise<void> {
  await db
    .updateTable('changes')
    .set({ outcome: end.type, problem: problemOf(end) })
    .where('set_key', '=', key)
    .where('no', '=', no)
    .where('steps', '=', toJson(steps))
    .where((x) =>
      x.or([x('outcome', 'is', null), ...(end.type === 'done' ? [x('outcome', '=', 'refused')] : [])]),
    )
    .execute();
}

/** Ends a set of which nothing is left, and strikes off its errand; whether it has ended. Idempotent. */
export async function endChangeSet(db: Db, key: string, now: Instant): Promise<boolean> {
  const { changes } = await changesLeft(db, { key, after: -1, limit: 1 });
  if (changes.length > 0) return false;
  await db
    .updateTable('change_sets')
    .set({ ended_at: now })
    .where('key', '=', key)
    .where('ended_at', 'is', null)
    .execute();
  await strikeOff(db, changesErrand(key));
  return true;
}
