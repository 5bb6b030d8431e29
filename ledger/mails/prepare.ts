import type { ClaimedMail, NoticeText } from '../../domain/digest/delivery';
import { editionRecipients, type Recipient } from '../../domain/digest/handover';
import { addresseeKey } from '../../domain/digest/mail-ref';
import type { Addressee, Edition } from '../../domain/digest/types';
import { sha256 } from '../../domain/journal/canonical';
import type { Office } from '../../domain/office';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate, Instant } from '../../domain/time';
import { MINUTE_MS } from '../../domain/measures';
import { noteAgain } from './composed';
import { openMailroomTask, unsentTask } from '../office/mailroom-tasks';
import { failWithoutAddress, writeRecipients } from './mailbox';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';
import { officeDay } from '../office/slots';
import { noticeText } from '../notices/notices';
import { chunks, type Json } from '../database/stored';
import { noteMailFault } from '../journal/faults-at';
import { editionIn, toOf } from './edition';
import { upToDate, type ClaimedText } from './refresh';
import { noteDelayed } from './delayed';
import { endHalfSent, endUnsent } from './half-sent';

/** A ready mail as the claim finds it. */
export interface ReadyMail {
  readonly key: string;
  readonly edition: Json<Edition>;
  readonly message_id: string;
  readonly addressee: string;
  readonly audience: Addressee['audience'];
  readonly unit: UnitId | null;
  readonly slot: CivilDate;
  readonly checkpoint: string | null;
  readonly composed_at: Instant;
  readonly ready_at: Instant;
  /** Message-ID of the first mail of its series. */
  readonly first: string | null;
}

/** When a mail is made ready for its server, and whether its attempt has taken it. */
interface PrepareCall {
  readonly now: Instant;
  readonly inHand: boolean;
}

/**
 * The mail as it must be sent at this moment, to those who are in office today. Null when nothing is left to say (it is
 * dropped, its rows free), all who are in office have it, nobody has an address any more or it cannot be written (it has
 * failed, with a task). `moved`: it has to be composed again, which is not begun before it is in hand.
 */
export async function prepareMail(
  db: Db,
  ready: ReadyMail,
  office: Office,
  { now, inHand }: PrepareCall,
): Promise<ClaimedMail | 'moved' | null> {
  const edition = editionIn(ready.edition);
  if (!edition) {
    const { addressee, audience, slot } = ready;
    const to = addresseeKey(toOf(addressee, audience));
    await noteMailFault(db, to, 'the text of the mail is broken', { slot, now });
    await failUnwritten(db, ready, now);
    return null;
  }
  const composed = composedOf(ready, edition, { now, inHand });
  const current = await upToDate(db, composed, office, now);
  if (!current) {
    await endUnsent(db, ready, 'dropped', now);
    return null;
  }
  if (current === 'moved') return current;
  if (current === 'unwritten') {
    await failUnwritten(db, ready, now);
    return null;
  }
  const recipients = await recipientsToday(db, current.edition, office, now);
  if (recipients.length === 0) {
    // Whoever is in office may have it already.
    const ended = await endHalfSent(db, ready, now, false);
    if (ended) await noteDelayed(db, ended, office, now);
    else await failWithoutAddress(db, current.edition, { office, now });
    return null;
  }
  return claimedOf(ready, {
    ...current,
    recipients,
    notices: await noticesWith(db, current.edition, office),
  });
}

/** Time after its moment at which a mail leaves late, ms: other items than it lists may have moved meanwhile. */
const HELD_MS = MINUTE_MS;

const composedOf = (ready: ReadyMail, edition: Edition, { now, inHand }: PrepareCall): ClaimedText => ({
  edition,
  checkpoint: ready.checkpoint,
  slot: ready.slot,
  heldSince: now - ready.ready_at >= HELD_MS ? ready.composed_at : null,
  inHand,
});

/** The mail as it was composed, to those who will be in office at a moment; null when its text is broken. Writes nothing. */
export async function asComposed(
  db: Db,
  ready: ReadyMail,
  office: Office,
  at: Instant,
): Promise<ClaimedMail | null> {
  const edition = editionIn(ready.edition);
  if (!edition) return null;
  const { due: recipients } = await dueRecipients(db, edition, office, officeDay(office, at));
  const notices = await noticesWith(db, edition, office);
  return claimedOf(ready, { edition, checkpoint: ready.checkpoint, recipients, notices });
}

const claimedOf = (
  { key, message_id: messageId, first: references }: ReadyMail,
  rest: Pick<ClaimedMail, 'edition' | 'checkpoint' | 'recipients' | 'notices'>,
): ClaimedMail => ({ key, messageId, references, ...rest });

/** Longest text of a notice that goes with a letter, characters: a long one would make each of a hundred letters large. */
const LONGEST_NOTICE = 200_000;

/** The texts of the notices of a letter, where the policy wants them to go with it. */
export async function noticesWith(db: Db, edition: Edition, office: Office): Promise<readonly NoticeText[]> {
  if (edition.kind !== 'letter' || !office.policy.mail.attachNotice) return [];
  const found: NoticeText[] = [];
  for (const { id, title } of edition.notices) {
    const text = await noticeText(db, id);
    if (text !== null)
      found.push({ title, digest: sha256(text), text: text.length > LONGEST_NOTICE ? null : text });
  }
  return found;
}

/** One mail that cannot be written must not hold up those behind it: a person sees to it. */
async function failUnwritten(db: Db, { key, unit, addressee, slot }: ReadyMail, now: Instant): Promise<void> {
  await db
    .updateTable('mails')
    .set({ state: 'failed', settled_at: now, response: 'it could not be written anew' })
    .where('key', '=', key)
    .execute();
  await openMailroomTask(db, unsentTask({ key, unit, addressee, slot }), now);
}

const writtenDown = prepared((db, place: PlaceOf<{ mail: string }>) =>
  db.selectFrom('recipients').select(['contact', 'address', 'state']).where('mail', '=', place('mail')),
);

/** Whom a mail is still due to. */
interface DueRecipients {
  readonly due: readonly Recipient[];
  /** Contacts written down who are to be forgotten if it is not: neither have they the mail nor was it refused for good. */
  readonly unsettled: readonly string[];
  /** Nobody else is written down as waiting. */
  readonly same: boolean;
}

async function dueRecipients(
  db: Db,
  edition: Edition,
  office: Office,
  today: CivilDate,
): Promise<DueRecipients> {
  const { rows: written } = await writtenDown(db, { mail: edition.key });
  const present = editionRecipients({ ...edition, slot: today }, office);
  const hasMoved = (contact: string, address: string): boolean =>
    present.some((one) => one.contact === contact && one.address !== address);
  const isSettled = ({ contact, address, state }: (typeof written)[number]): boolean =>
    state === 'sent' || (state === 'failed' && !hasMoved(contact, address));
  const settled = new Set(written.filter(isSettled).map(({ contact }) => contact));
  const unsettled = written.map(({ contact }) => contact).filter((contact) => !settled.has(contact));
  const due = present.filter(({ contact }) => !settled.has(contact));
  const waiting = written.filter(({ state }) => state === 'waiting');
  const known = new Set(waiting.map(({ contact, address }) => `${contact} ${address}`));
  const same =
    due.length === known.size && due.every(({ contact, address }) => known.has(`${contact} ${address}`));
  return { due, unsettled, same };
}

/** Those who are to get it today, written down: a contact may have changed since it was composed. */
async function recipientsToday(
  db: Db,
  edition: Edition,
  office: Office,
  now: Instant,
): Promise<readonly Recipient[]> {
  const { due, unsettled, same } = await dueRecipients(db, edition, office, officeDay(office, now));
  if (same) return due;
  for (const part of chunks(unsettled))
    await db.deleteFrom('recipients').where('mail', '=', edition.key).where('contact', 'in', part).execute();
  await writeRecipients(db, edition.key, due);
  await noteAgain(db, edition.key, now);
  return due;
}
