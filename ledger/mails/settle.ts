import type { Outcome } from '../../domain/digest/delivery';
import type { Addressee } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import type { UnitId } from '../../domain/roster/types';
import { plusMs, type CivilDate, type Instant } from '../../domain/time';
import { openMailroomTask } from '../mailroom-tasks';
import { sharesRows } from '../locks';
import type { OfficeReader } from '../office';
import type { Db } from '../schema';
import { dayOf } from '../slots';
import { chunks } from '../stored';
import type { MailState } from '../types';
import { contactTask, mailboxDied, mailboxesRevived } from './health';

const MINUTE = 60_000;

/** A mail whose sending has ended. */
interface Ended {
  readonly key: string;
  readonly state: MailState;
  readonly tries: number;
  readonly slot: CivilDate;
  readonly unit: UnitId | null;
  readonly addressee: string;
  readonly audience: Addressee['audience'];
  readonly round: number;
  readonly journaled: number;
}

interface Settling {
  readonly db: Db;
  readonly office: Office;
  readonly mail: Ended;
  readonly now: Instant;
}

type Refused = Extract<Outcome, { type: 'sent' }>['refused'];

/**
 * Writes down how sending a mail ended (结果). Accepted: sent, refused recipients on their own rows, a mailbox that was
 * dead lives again. All refused for good: failed, contacts marked, a task. For now refused: ready again after 1, 2, 4, 5
 * … minutes. Unknown: by policy ready again after 1, 2, 4, 8 … minutes with the same Message-ID, or left unknown for a person. A
 * worker that wakes up late is still believed when it says sent or failed; anything else about a settled mail is not.
 */
export async function settle(
  db: Db,
  key: string,
  outcome: Outcome,
  now: Instant,
  officeOf: OfficeReader,
): Promise<void> {
  const mail = await db
    .selectFrom('mails')
    .select(['key', 'state', 'tries', 'slot', 'unit', 'addressee', 'audience', 'round', 'journaled'])
    .where('key', '=', key)
    .$if(sharesRows(db), (q) => q.forUpdate())
    .executeTakeFirst();
  const final = outcome.type === 'sent' || outcome.type === 'failed';
  const awaited =
    mail?.state === 'sending' || (final && (mail?.state === 'ready' || mail?.state === 'unknown'));
  if (!mail || !awaited) return;
  const settling: Settling = { db, office: await officeOf(db), mail, now };
  switch (outcome.type) {
    case 'sent':
      return sent(settling, outcome.response, outcome.refused);
    case 'failed':
      return failed(settling, outcome.response, outcome.refused);
    case 'later':
      return again(settling, outcome.response, MINUTE * Math.min(5, 2 ** Math.min(mail.tries, 10)));
    case 'unknown':
      return unknown(settling, outcome.response);
  }
}

async function end({ db, mail, now }: Settling, state: MailState, response: string): Promise<void> {
  // An end that has been journaled stays so: this one is another round.
  const next = mail.journaled === 1 ? { round: mail.round + 1, journaled: 0 } : {};
  await db
    .updateTable('mails')
    .set({ state, response, settled_at: now, ...next })
    .where('key', '=', mail.key)
    .execute();
}

async function again({ db, mail, now }: Settling, response: string, ms: number): Promise<void> {
  await db
    .updateTable('mails')
    .set({ state: 'ready', response, tries: mail.tries + 1, next_try: plusMs(now, ms) })
    .where('key', '=', mail.key)
    .execute();
}

/** Marks the waiting recipients of a mail; those marked. */
async function mark(
  { db, mail }: Settling,
  state: 'sent' | 'failed',
  response: string,
  only: readonly string[] | null,
): Promise<readonly string[]> {
  const marked: string[] = [];
  for (const part of only === null ? [null] : chunks(only)) {
    let update = db
      .updateTable('recipients')
      .set({ state, response })
      .where('mail', '=', mail.key)
      .where('state', '=', 'waiting');
    if (part !== null) update = update.where('contact', 'in', part);
    marked.push(...(await update.returning('contact').execute()).map(({ contact }) => contact));
  }
  return marked;
}

async function refuse(settling: Settling, refused: Refused): Promise<void> {
  const { db, office, mail, now } = settling;
  for (const { contact, response } of refused) {
    await mark(settling, 'failed', response, [contact]);
    // Put off, or barred by the allow-list: the mailbox itself is not to blame.
    if (!response.startsWith('5')) continue;
    await mailboxDied(db, contact, contactTask(contact, mail.unit, dayOf(office, now)), response, now);
  }
}

async function sent(settling: Settling, response: string, refused: Refused): Promise<void> {
  const { db, mail, now } = settling;
  await refuse(settling, refused);
  const reached = await mark(settling, 'sent', response, null);
  await mailboxesRevived(db, [...reached, `${mail.addressee}|${mail.audience}`], now);
  await end(settling, 'sent', response);
}

async function failed(settling: Settling, response: string, refused: Refused): Promise<void> {
  const { db, mail, now } = settling;
  await refuse(settling, refused);
  await mark(settling, 'failed', response, null);
  await end(settling, 'failed', response);
  // No mailbox is to blame: the mail itself could not be sent, and a person has to see to it.
  if (refused.length > 0) return;
  const { key, unit, addressee, slot } = mail;
  const title = `邮件无法发出，请另行送达${addressee}：${key}`;
  await openMailroomTask(db, { id: `manual|${key}`, kind: 'manual', unit, title, day: slot }, now);
}

async function unknown(settling: Settling, response: string): Promise<void> {
  const { office, mail } = settling;
  if (office.policy.mail.unknown === 'hold') await end(settling, 'unknown', response);
  else await again(settling, response, MINUTE * 2 ** Math.min(mail.tries, 10));
}
