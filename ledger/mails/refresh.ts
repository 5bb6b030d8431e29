import { recompose } from '../../domain/digest/compose';
import { takenKeys } from '../../domain/digest/mail-ref';
import type { Snapshot } from '../../domain/digest/snapshot';
import type { Addressee, Edition } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import type { CivilDate, Instant } from '../../domain/time';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';
import { toJson } from '../database/stored';
import { lastNote } from '../log/checkpoint';
import { holdForNote, noteAgain } from './composed';
import { findingsAt } from './findings';
import { writeItems } from './mailbox';
import { missing } from './missing';
import { giveBack } from './rows';
import { loadSnapshot, seqsOf } from './snapshot';
import { makeSoundFor } from './sound';

/** What was composed, and the latest checkpoint when it was. */
export interface Recomposed {
  readonly edition: Edition;
  readonly checkpoint: string | null;
}

/** The same of a mail that is claimed; `heldSince`: when it was composed, if it leaves late (a pause, an outage). */
export interface ClaimedText extends Recomposed {
  readonly slot: CivilDate;
  readonly heldSince: Instant | null;
  /** Its attempt has taken it: a death over it counts. */
  readonly inHand: boolean;
}

/**
 * A composed mail as it must be sent now: as it is while none of its items' heads has moved, nor, when it leaves late,
 * anything else that it counts; else composed again, with the rows that no longer stand given back, which is not begun
 * unless it is in hand: `moved`. Null when nothing is left to say; `unwritten`, which is journaled, when the program fails
 * at it, at no fault of any item by itself.
 */
export async function upToDate(
  db: Db,
  composed: ClaimedText,
  office: Office,
  now: Instant,
): Promise<Recomposed | 'unwritten' | 'moved' | null> {
  const { edition, checkpoint, slot, heldSince, inHand } = composed;
  const asComposed: Recomposed = { edition, checkpoint };
  const moved = (await itemsMovedOn(db, { mail: edition.key })).rows.length > 0;
  if (!moved && !(heldSince !== null && (await othersMovedOn(db, edition.to, heldSince)))) return asComposed;
  if (!inHand) return 'moved';
  await holdForNote(db, edition.key);
  const whole = { snapshot: await snapshotOf(db, edition, office, now), slot };
  const { value, snapshot } = await makeSoundFor(db, edition.to, whole, (sound) => ({
    again: recompose(sound, edition),
  }));
  if (!value) return 'unwritten';
  if (!moved && value.again && toJson(value.again) === toJson(edition)) return asComposed;
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

/** Whether any item that a mail to someone counts has moved since an instant, listed or not. */
async function othersMovedOn(db: Db, to: Addressee, since: Instant): Promise<boolean> {
  let query = db.selectFrom('heads').select('heads.stream').where('heads.at', '>', since).limit(1);
  query =
    'unit' in to
      ? query.where('heads.stream', 'in', (sub) =>
          sub.selectFrom('assignments').select('assignments.stream').where('unit', '=', to.unit),
        )
      : query.where('heads.stream', 'like', 'item/%');
  return (await query.executeTakeFirst()) !== undefined;
}

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
  const { streams: lost } = await missing(db, slot, null);
  return { ...snapshot, missing: lost, findings: await findingsAt(db, slot, office) };
}

/** Puts an edition in the place of what a mail said before. */
export async function rewrite(
  db: Db,
  before: Edition,
  edition: Edition,
  snapshot: Snapshot,
): Promise<Recomposed> {
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
