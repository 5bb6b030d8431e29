import { deadMailboxId, type MailroomTask } from '../../domain/digest/handover';
import type { CivilDate, Instant } from '../../domain/time';
import { closeTask, openMailroomTask, openTasksAbout } from './mailroom-tasks';
import { sha256 } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import { appendOne } from '../journal/journal';
import type { Db } from '../database/schema';

/**
 * Marks a mailbox as dead (邮箱失效): a contact's, an account's, or an addressee's whom nobody answers for. Opens the task
 * about it unless one is open.
 */
export async function mailboxDied(
  db: Db,
  mailbox: string,
  task: MailroomTask,
  response: string,
  now: Instant,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('contact_health')
    .values({ contact: mailbox, dead: 1, since: now, response })
    .onConflict((c) => c.column('contact').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n)
    await noteHealth(db, 'mailboxDied', { mailbox, since: now, answer: sha256(response) }, now);
  if ((await openTasksAbout(db, mailbox)).length === 0) await openMailroomTask(db, task, now);
}

/** Body of `mailboxDied` and, with the mailbox alone, of `mailboxRevived`, in the stream `mailroom`. */
export interface MailboxHealth {
  readonly mailbox: string;
  readonly since?: Instant;
  /** sha256 of the server's answer. */
  readonly answer?: string;
}

const noteHealth = (db: Db, type: string, body: MailboxHealth, now: Instant) =>
  appendOne(db, MAILROOM, { type, body, at: now, actor: 'duban', requestKey: null });

/** The task about the mailbox of one contact of a unit. */
export const contactTask = (contact: string, unit: string | null, day: CivilDate): MailroomTask => ({
  id: deadMailboxId(contact, day),
  kind: 'deadMailbox',
  unit,
  title: `${contact}的邮箱收不到邮件`,
  day,
});

/** Marks mailboxes that take mail again as alive and closes the tasks about them. */
export async function mailboxesRevived(db: Db, mailboxes: readonly string[], now: Instant): Promise<void> {
  const dead = await db
    .selectFrom('contact_health')
    .select('contact')
    .where('contact', 'in', mailboxes)
    .execute();
  for (const { contact } of dead) {
    await db.deleteFrom('contact_health').where('contact', '=', contact).execute();
    await noteHealth(db, 'mailboxRevived', { mailbox: contact }, now);
    for (const id of await openTasksAbout(db, contact))
      await closeTask(db, id, '邮箱已恢复收件', { actor: 'duban', now, requestKey: `revived|${id}` });
  }
}
