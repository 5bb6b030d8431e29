import { recipientMark, type DeliveryOutcome } from '../../domain/digest/delivery';
import type { UnitId } from '../../domain/roster/types';
import { plusMs, type CivilDate, type Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import type { EndedMail } from './delayed';
import { contactTask, mailboxDied } from '../office/health';
import { MINUTE_MS } from '../../domain/measures';
import { giveBack, type Giver } from './rows';

/** Retries, over about an hour, for the recipients that are put off while others have the mail. */
const MOST_SETTLE_TRIES = 12;

type RefusedHalf = Extract<DeliveryOutcome, { type: 'sent' }>['refused'];

/** The recipients that a server refused while others have the mail. */
interface RefusedHalves {
  /** Those to be tried again. */
  readonly again: RefusedHalf;
  /** Those who never get it. */
  readonly never: RefusedHalf;
  /** How often those put off have been tried since others have it. */
  readonly tries: number;
}

/**
 * Of the recipients that a server refused while others have the mail: those to be tried again, and those who never get it.
 * `others`: those to whom it was not sent at all, who are tried again whatever the server said of whom they replaced.
 */
export async function sortedHalves(
  db: Db,
  mail: string,
  said: RefusedHalf,
  others: RefusedHalf,
): Promise<RefusedHalves> {
  const refused = [
    ...others,
    ...said.filter(({ contact }) => !others.some((other) => other.contact === contact)),
  ];
  const again = refused.filter((one) => others.includes(one) || one.response.startsWith('4'));
  if (again.length === 0) return { again, never: refused, tries: 0 };
  // What was tried while no server took it for anybody is not their hour.
  const tries = (await someHave(db, mail)) ? await settleTriesOf(db, mail) : 0;
  if (tries >= MOST_SETTLE_TRIES) return { again: [], never: refused, tries };
  return { again, never: refused.filter((one) => !again.includes(one)), tries };
}

const waitingFor = (db: Db, mail: string) =>
  db
    .selectFrom('recipients')
    .select(['contact', 'address'])
    .where('mail', '=', mail)
    .where('state', '=', 'waiting')
    .orderBy('contact')
    .execute();

/** Whether anybody to whom a mail was sent, and who was not refused, waits for it still. */
export async function tellsNews(
  db: Db,
  mail: string,
  { to, refused }: Extract<DeliveryOutcome, { type: 'sent' }>,
): Promise<boolean> {
  const waiting = await waitingFor(db, mail);
  return waiting.some(
    (one) =>
      (to?.includes(recipientMark(one)) ?? true) && !refused.some(({ contact }) => contact === one.contact),
  );
}

/** Recipients who wait for a mail that was sent to these marks and not to them; no marks: to all who wait. */
export async function waitingOthers(
  db: Db,
  mail: string,
  to: readonly string[] | undefined,
): Promise<RefusedHalf> {
  if (!to) return [];
  const rows = await waitingFor(db, mail);
  const others = rows.filter((one) => !to.includes(recipientMark(one)));
  return others.map(({ contact }) => ({ contact, response: 'sent to whoever was in office before' }));
}

async function settleTriesOf(db: Db, mail: string): Promise<number> {
  const row = await db.selectFrom('mails').select('tries').where('key', '=', mail).executeTakeFirst();
  return row?.tries ?? 0;
}

const recipientsOf = (db: Db, mail: string) =>
  db
    .selectFrom('recipients')
    .select(['contact', 'state', 'response'])
    .where('mail', '=', mail)
    .orderBy('contact')
    .execute();

/** Whether some recipients of a mail have it: then it was sent, whatever becomes of the others. */
export const someHave = async (db: Db, mail: string): Promise<boolean> =>
  (await recipientsOf(db, mail)).some(({ state }) => state === 'sent');

/** The outcome, or, when the server has put off for an hour all who do not have the mail yet while others do, that they are refused. */
export async function orGivenUp(db: Db, mail: string, outcome: DeliveryOutcome): Promise<DeliveryOutcome> {
  const { type, response } = outcome;
  if (type !== 'later' || !response.startsWith('4')) return outcome;
  if ((await settleTriesOf(db, mail)) < MOST_SETTLE_TRIES || !(await someHave(db, mail))) return outcome;
  const waiting = (await recipientsOf(db, mail)).filter(({ state }) => state === 'waiting');
  return { type: 'failed', response, refused: waiting.map(({ contact }) => ({ contact, response })) };
}

/** Recipients that are put off wait on, and the mail is ready again for them alone, after 1, 2, 4, 5 … minutes. */
export async function tryAgainFor(
  db: Db,
  mail: string,
  { again, tries }: RefusedHalves,
  now: Instant,
): Promise<void> {
  for (const { contact, response } of again)
    await db
      .updateTable('recipients')
      .set({ state: 'waiting', response })
      .where('mail', '=', mail)
      .where('contact', '=', contact)
      .execute();
  await db
    .updateTable('mails')
    .set({
      state: 'ready',
      settled_at: null,
      tries: tries + 1,
      next_try: plusMs(now, MINUTE_MS * Math.min(5, 2 ** tries)),
    })
    .where('key', '=', mail)
    .execute();
}

/**
 * Ends a mail as sent that some recipients have when the others do not get it any more: its rows have been told. Null, and
 * nothing done, when nobody has it. `task`: whether it is a fault that a person has to see to.
 */
export async function endHalfSent(
  db: Db,
  mail: { readonly key: string; readonly unit: UnitId | null; readonly slot: CivilDate },
  now: Instant,
  task: boolean,
): Promise<EndedMail | null> {
  const { key, unit, slot } = mail;
  if (!(await someHave(db, key))) return null;
  for (const { contact, state, response } of await recipientsOf(db, key))
    if (state === 'waiting' && task)
      await mailboxDied(db, contact, contactTask(contact, unit, slot), response ?? 'not taken in time', now);
  await db
    .updateTable('recipients')
    .set({ state: 'failed' })
    .where('mail', '=', key)
    .where('state', '=', 'waiting')
    .execute();
  return db
    .updateTable('mails')
    .set({ state: 'sent', settled_at: now })
    .where('key', '=', key)
    .returning(['key', 'kind', 'round', 'ready_at'])
    .executeTakeFirstOrThrow();
}

/** Ends a ready mail that does not go out any more, its rows free for the next slot; where some have it, it was sent. */
export async function endUnsent(
  db: Db,
  mail: Giver,
  state: 'dropped' | 'missed',
  now: Instant,
): Promise<void> {
  if (await endHalfSent(db, mail, now, state === 'missed')) return;
  await db.updateTable('mails').set({ state, settled_at: now }).where('key', '=', mail.key).execute();
  await giveBack(db, mail);
}
