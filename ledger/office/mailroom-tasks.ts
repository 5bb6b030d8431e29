import type { Selectable } from 'kysely';
import { mailboxOf, mailOfTask, openedTask, type MailroomTask } from '../../domain/digest/handover';
import { mailKey } from '../../domain/digest/mail-ref';
import type { ImmediateMail } from '../../domain/item/effects';
import { MAILROOM } from '../../domain/journal/streams';
import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import { owe } from '../journal/errands';
import { appendOne, type JournalChange } from '../journal/journal';
import { taskRow, writeTasks } from '../items/project';
import { columnsOf, type Db, type Schema } from '../database/schema';
import { fromJson, jsonIn, toJson } from '../database/stored';
import type { TaskRow } from '../database/tables/items';

/**
 * Opens a task of the mailroom: a dead mailbox (邮箱失效) to look after, or a sheet to be handed over (人工送达). Nothing while
 * one of its id is open; after that was closed another is opened, as ID#2, ID#3 …
 */
export async function openMailroomTask(db: Db, asked: MailroomTask, now: Instant): Promise<void> {
  let task = asked;
  for (let n = 2; ; n++) {
    const known = await mailroomTask(db, task.id);
    if (!known) break;
    if (known.open === 1) return;
    task = { ...asked, id: `${asked.id}#${n}` };
  }
  const event = await appendOne(db, MAILROOM, {
    type: 'taskOpened',
    body: task,
    at: now,
    actor: 'duban',
    requestKey: null,
  });
  await writeTasks(db, [taskRow(MAILROOM, task.title, openedTask(task, event.at))]);
}

/** A mail that a task is about. */
interface TaskMail {
  readonly key: string;
  readonly unit: string | null;
  readonly addressee: string;
  readonly slot: CivilDate;
}

const taskAbout = ({ key, unit, slot }: TaskMail, words: string): MailroomTask => ({
  id: `manual|${key}`,
  kind: 'manual',
  unit,
  title: `${words}：${key}`,
  day: slot,
});

/** The task about a mail that cannot be sent as it is. */
export const unsentTask = (mail: TaskMail): MailroomTask =>
  taskAbout(mail, `邮件无法发出，请另行送达${mail.addressee}`);

/** Opens the task about an answer or an urge that the program fails to write: what caused it is recorded all the same. */
export async function openUnwritten(
  db: Db,
  { stream, seq, unit }: ImmediateMail,
  { slot, now }: { readonly slot: CivilDate; readonly now: Instant },
): Promise<void> {
  const key = mailKey({ of: 'event', stream, seq, unit });
  await openMailroomTask(db, unsentTask({ key, unit, addressee: unit, slot }), now);
}

/** The task about a mail of which nobody knows whether it has arrived. */
export const unknownTask = (mail: TaskMail): MailroomTask =>
  taskAbout(mail, `邮件是否送达${mail.addressee}不明，请核实`);

const mailroomTask = (db: Db, id: string) =>
  db
    .selectFrom('tasks')
    .select(columnsOf('tasks'))
    .where('stream', '=', MAILROOM)
    .where('id', '=', id)
    .executeTakeFirst();

/** Body of `taskDone` in the stream `mailroom`. */
export interface MailroomTaskDone {
  readonly task: string;
  readonly result: string;
}

/**
 * Closes a task of the mailroom with what was done; a letter handed over by hand counts as accepted from then on.
 * Refuses `task-not-found` and `task-done`; the same call again is the same answer.
 */
export async function closeTask(
  db: Db,
  id: string,
  result: string,
  by: JournalChange,
): Promise<Result<null>> {
  const row = await mailroomTask(db, id);
  if (!row) return taskNotFound(id);
  const task = fromJson(row.task);
  if (task.done) return task.done.result === result && task.done.by === by.actor ? ok(null) : alreadyDone(id);
  const body: MailroomTaskDone = { task: id, result };
  const event = await appendOne(db, MAILROOM, {
    type: 'taskDone',
    body,
    at: by.now,
    actor: by.actor,
    requestKey: by.requestKey,
  });
  const done = { ...task, done: { at: event.at, by: by.actor, result } };
  await writeTasks(db, [{ ...row, open: 0, task: toJson(done) }]);
  const mail = mailOfTask(id);
  if (mail !== null) await handedOver(db, mail, event.at);
  return ok(null);
}

/** A sheet was handed over. A letter begins the days for signing, so its items look at their agenda: an errand. */
async function handedOver(db: Db, mail: string, at: Instant): Promise<void> {
  await db
    .updateTable('mails')
    .set({ settled_at: at })
    .where('key', '=', mail)
    .where('state', '=', 'manual')
    .execute();
  const items = await db
    .selectFrom('mail_items')
    .innerJoin('mails', 'mails.key', 'mail_items.mail')
    .select('mail_items.stream')
    .where('mails.key', '=', mail)
    .where('mails.kind', '=', 'letter')
    .orderBy('mail_items.stream')
    .execute();
  const streams = items.map(({ stream }) => stream);
  if (streams.length > 0) await owe(db, `letter/${mail}`, { type: 'wake', streams, cause: mail });
}

/** Ids of the open tasks about a mailbox. */
export async function openTasksAbout(db: Db, mailbox: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tasks')
    .select('id')
    .where('stream', '=', MAILROOM)
    .where('open', '=', 1)
    .where('kind', '=', 'deadMailbox')
    .execute();
  return rows.map(({ id }) => id).filter((id) => mailboxOf(id) === mailbox);
}

type StoredTask = Selectable<Schema['tasks']>;

/** A task as it is stored; one that cannot be read any more says so in its place. */
const taskIn = ({ task, ...row }: StoredTask): TaskRow => jsonIn(task) ?? brokenTask(row);

function brokenTask({
  stream,
  id,
  kind,
  unit,
  open,
  opened_at: openedAt,
}: Omit<StoredTask, 'task'>): TaskRow {
  const title = `待办“${id}”在数据库里的内容已损坏，请核对台账`;
  const done = open === 1 ? null : { at: openedAt, by: '', result: '' };
  const day = dateOf(openedAt, 'UTC');
  return { stream, title, id, kind, unit, openedAt, day, done, rung: null, ordinal: null, version: null };
}

/** Tasks of items and of the mailroom, the oldest first. */
export async function listMailroomTasks(
  db: Db,
  filter: { readonly open: boolean; readonly notice?: string; readonly unit?: string },
): Promise<readonly TaskRow[]> {
  let query = db
    .selectFrom('tasks')
    .select(columnsOf('tasks'))
    .where('open', '=', filter.open ? 1 : 0)
    .orderBy('opened_at')
    .orderBy('stream')
    .orderBy('id');
  if (filter.unit !== undefined) query = query.where('unit', '=', filter.unit);
  const { notice } = filter;
  if (notice !== undefined)
    query = query.where('stream', 'in', (sub) =>
      sub.selectFrom('items').select('items.stream').where('items.notice', '=', notice),
    );
  return (await query.execute()).map(taskIn);
}

/** The open tasks of the mailroom, as briefings list them. */
export async function openMailroomTasks(db: Db): Promise<readonly TaskRow[]> {
  const rows = await db
    .selectFrom('tasks')
    .select(columnsOf('tasks'))
    .where('stream', '=', MAILROOM)
    .where('open', '=', 1)
    .orderBy('id')
    .execute();
  return rows.map(taskIn);
}

const taskNotFound = (id: string) =>
  refuse(
    'task-not-found',
    text(`收发室没有待办 ${id}`, `the mailroom has no task ${id}`),
    hint('事项的待办请经事项办结', 'tasks of items are closed through their items', 'finish-through-item'),
  );

const alreadyDone = (id: string) =>
  refuse(
    'task-done',
    text(`待办 ${id} 已办结`, `the task ${id} is done`),
    text('无需再办', 'nothing is left to do'),
  );
