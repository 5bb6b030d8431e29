import { sql } from 'kysely';
import { recompose } from '../../domain/digest/compose';
import { takenKeys } from '../../domain/digest/mail-ref';
import type { Snapshot } from '../../domain/digest/snapshot';
import type { Edition } from '../../domain/digest/types';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { Instant, CivilDate } from '../../domain/time';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';
import { toJson } from '../database/stored';
import { lastNote } from '../log/checkpoint';
import { noteAgain } from './composed';
import { findingsAt } from './findings';
import { writeItems } from './mailbox';
import { giveBack } from './rows';
import { loadSnapshot, seqsOf } from './snapshot';
import { makeSoundFor } from './sound';

/** More than this many missing items are only counted. */
const NAMED_MISSING = 1_000;

/** What was composed, and the latest checkpoint when it was. */
export interface Recomposed {
  readonly edition: Edition;
  readonly checkpoint: string | null;
}

/**
 * A composed mail as it must be sent now: as it is while none of its items' heads has moved, else composed again, with
 * the rows that no longer stand given back. Null when nothing is left to say; `unwritten`, which is journaled, when the
 * program fails at it, at no fault of any item by itself.
 */
export async function upToDate(
  db: Db,
  composed: Recomposed,
  office: Office,
  now: Instant,
): Promise<Recomposed | 'unwritten' | null> {
  const { edition } = composed;
  if ((await itemsMovedOn(db, { mail: edition.key })).rows.length === 0) return composed;
  const whole = { snapshot: await snapshotOf(db, edition, office, now), slot: edition.slot };
  const { value, snapshot } = await makeSoundFor(db, edition.to, whole, (sound) => ({
    again: recompose(sound, edition),
  }));
  if (!value) return 'unwritten';
  return value.again && rewrite(db, edition, value.again, snapshot);
}

/** The items of a mail with their heads. */
const withHeads = (db: Db, place: PlaceOf<{ mail: string }>) =>
  db
    .selectFrom('mail_items')
    .innerJoin('heads', 'heads.stream', 'mail_items.stream')
    .select('mail_items.stream')
    .where('mail_items.mail', '=', place('mail'));

const itemsInMail = prepared(withHeads);

/** One of them that has moved since the mail was composed. */
const itemsMovedOn = prepared((db, place: PlaceOf<{ mail: string }>) =>
  withHeads(db, place).whereRef('mail_items.seq', '<>', 'heads.seq').limit(1),
);

async function snapshotOf(
  db: Db,
  { key, to, slot }: Edition,
  office: Office,
  now: Instant,
): Promise<Snapshot> {
  const streams = (await itemsInMail(db, { mail: key })).rows.map(({ stream }) => stream);
  const scope = { office, now, streams, rows: [] };
  if ('unit' in to) return loadSnapshot(db, { ...scope, units: [to.unit], everything: false });
  const snapshot = await loadSnapshot(db, { ...scope, units: [], everything: true });
  const { streams: lost } = await missing(db, slot, NAMED_MISSING);
  return { ...snapshot, missing: lost, findings: await findingsAt(db, slot, office) };
}

async function rewrite(db: Db, before: Edition, edition: Edition, snapshot: Snapshot): Promise<Recomposed> {
  const { key, kind, slot, to } = edition;
  const checkpoint = await lastNote(db);
  await db
    .updateTable('mails')
    .set({ kind, edition: toJson(edition), checkpoint })
    .where('key', '=', key)
    .execute();
  await db.deleteFrom('mail_items').where('mail', '=', key).execute();
  await writeItems(db, edition, { seqOf: seqsOf(snapshot) });
  await noteAgain(db, key, snapshot.now);
  if (before.rows.length !== edition.rows.length)
    await giveBack(
      db,
      { key, slot, unit: 'unit' in to ? to.unit : null, audience: to.audience },
      takenKeys(edition),
    );
  return { edition, checkpoint };
}

const behind = (db: Db, slot: CivilDate) =>
  db
    .selectFrom('items')
    .where('open', '=', (x) => x.lit(1))
    .where('next_slot', '<=', slot);

/**
 * Open items whose next slot is this one or an earlier one: they have not recorded it yet. How many, and the first
 * `limit` by name after a stream. Items that have looked at it, with nothing ahead, closed or cancelled do not count.
 */
export async function missing(
  db: Db,
  slot: CivilDate,
  limit: number,
  after: StreamId | null = null,
): Promise<{ readonly count: number; readonly streams: readonly StreamId[] }> {
  const { count } = await behind(db, slot)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  const rows = await behind(db, slot)
    .select('stream')
    .where('stream', '>', after ?? '')
    .orderBy('stream')
    .limit(limit)
    .execute();
  return { count, streams: rows.map(({ stream }) => stream) };
}
