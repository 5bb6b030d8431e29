import { composeUrges } from '../../domain/digest/compose';
import type { UrgeLetter } from '../../domain/digest/immediate';
import type { ToUnit } from '../../domain/digest/mail-ref';
import type { Edition } from '../../domain/digest/types';
import type { ImmediateMail } from '../../domain/item/effects';
import type { Office } from '../../domain/office';
import type { UnitId } from '../../domain/roster/types';
import { firstWindowDay } from '../../domain/slot';
import { MINUTE_MS } from '../../domain/measures';
import { plusMs, type CivilDate, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { Db } from '../database/schema';
import type { MailState } from '../database/tables/mails';
import { openSetOf } from '../journal/change-sets';
import { lastNote } from '../log/checkpoint';
import { openUnwritten } from '../office/mailroom-tasks';
import { officeDay } from '../office/slots';
import { holdForNote } from './composed';
import { editionIn } from './edition';
import { someHave } from './half-sent';
import { putMail } from './mailbox';
import { rewrite } from './refresh';
import { loadSnapshot, seqsOf } from './snapshot';
import { makeSoundFor } from './sound';

/** The latest letter that urges a unit, held until the transaction ends: it is neither sent nor added to meanwhile. */
const lastUrge = (db: Db, unit: UnitId) =>
  db
    .selectFrom('mails')
    .select(['key', 'slot', 'state', 'act', 'edition', 'composed_at', 'claimed_at', 'settled_at', 'unknowns'])
    .where('addressee', '=', unit)
    .where('kind', '=', 'urge')
    .orderBy('composed_at', 'desc')
    .orderBy('key', 'desc')
    .limit(1)
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .executeTakeFirst();

type LastUrge = NonNullable<Awaited<ReturnType<typeof lastUrge>>>;

/** A letter to which more can be added. */
interface OpenUrge extends UrgeLetter {
  readonly edition: Edition;
  readonly act: string | null;
}

/** The letter, as long as nobody can have it. */
async function openUrge(
  db: Db,
  { key, state, act, unknowns, edition: stored }: LastUrge,
): Promise<OpenUrge | null> {
  const edition = editionIn(stored);
  if (edition?.ref.of !== 'urge') return null;
  const waits = act !== null || (state === 'ready' && unknowns === 0 && !(await someHave(db, key)));
  return waits ? { edition, act, ref: edition.ref, urged: edition.urged ?? [] } : null;
}

/** States of a letter that a unit has, or may have. */
const PERHAPS_THERE: readonly MailState[] = ['ready', 'sending', 'sent', 'unknown', 'manual'];

/** Units whose letter of this day has gone, so that what is urged now would be a second one, with the moment of each. */
export async function urgesGone(
  db: Db,
  units: readonly UnitId[],
  office: Office,
  now: Instant,
): Promise<ReadonlyMap<UnitId, Instant>> {
  const day = firstWindowDay(office, now);
  const gone = new Map<UnitId, Instant>();
  for (const unit of [...units].sort()) {
    const last = await lastUrge(db, unit);
    if (!last || !PERHAPS_THERE.includes(last.state) || (await openUrge(db, last))) continue;
    const { slot, composed_at, claimed_at, settled_at } = last;
    const at = settled_at ?? claimed_at ?? composed_at;
    if (slot === day || officeDay(office, at) === day) gone.set(unit, at);
  }
  return gone;
}

/** The next number of a unit's letters of a day. */
async function nextNumber(db: Db, unit: UnitId, day: CivilDate): Promise<number> {
  const known = await db
    .selectFrom('mails')
    .select('key')
    .where('addressee', '=', unit)
    .where('kind', '=', 'urge')
    .where('slot', '=', day)
    .execute();
  return known.length + 1;
}

/** What became of an urge: the letter with it, and whether that may leave at once. */
export interface UrgePut {
  readonly edition: Edition;
  readonly leaves: boolean;
}

/**
 * Puts what was urged of an item into the letter of its unit: the one that has not gone, else a new one. What a change set
 * urges leaves when all of it stands there: one letter for a unit, however many items (invariant 26). Null when
 * there is nothing to say, or when the program fails to write it: then a person has a task.
 */
export async function putUrge(
  db: Db,
  mail: ImmediateMail,
  { office, now }: { readonly office: Office; readonly now: Instant },
): Promise<UrgePut | null> {
  const { unit, stream, seq, text, requestKey } = mail;
  const day = firstWindowDay(office, now);
  for (;;) {
    const last = await lastUrge(db, unit);
    const open = last ? await openUrge(db, last) : null;
    const letter: UrgeLetter = {
      ref: open?.ref ?? { of: 'urge', unit, day, n: await nextNumber(db, unit, day) },
      urged: [...(open?.urged ?? []), { stream, seq, text }],
    };
    const streams = letter.urged.map((one) => one.stream);
    const scope = { office, now, units: [unit], streams, everything: false, rows: [] };
    const snapshot = await loadSnapshot(db, scope);
    const to: ToUnit = { unit, audience: 'liaison' };
    const made = await makeSoundFor(db, to, { snapshot, slot: day }, (sound) => ({
      edition: composeUrges(sound, letter),
    }));
    const edition = made.value?.edition;
    if (!made.value || (!edition && made.faults.length > 0))
      await openUnwritten(db, mail, { slot: day, now });
    if (!edition) return null;
    if (open) {
      await holdForNote(db, edition.key);
      await rewrite(db, open.edition, edition, snapshot);
      return { edition, leaves: open.act === null };
    }
    const act = requestKey === null ? null : await openSetOf(db, stream, requestKey);
    const checkpoint = await lastNote(db);
    const posting = { office, now, checkpoint, digests: null, act, seqOf: seqsOf(snapshot) };
    // Else another process has begun the letter meanwhile: this goes into it.
    if (await putMail(db, edition, posting)) return { edition, leaves: act === null };
  }
}

/** The letters that a change set has urged by may leave. */
export const releaseUrges = async (db: Db, set: string): Promise<void> => {
  await db
    .updateTable('mails')
    .set({ act: null })
    .where('kind', '=', 'urge')
    .where('act', '=', set)
    .execute();
};

/** How long letters wait for items of their change set that cannot be reached, ms. */
const STUCK_MS = 10 * MINUTE_MS;

/** Lets the letters of a set go that has been under way so long: items that cannot be reached keep none about the others. */
export async function releaseStuck(db: Db, set: string, now: Instant): Promise<void> {
  const begun = await db.selectFrom('change_sets').select('at').where('key', '=', set).executeTakeFirst();
  if (begun && now >= plusMs(begun.at, STUCK_MS)) await releaseUrges(db, set);
}
