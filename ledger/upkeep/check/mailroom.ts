import { openedTask, type MailroomTask } from '../../../domain/digest/handover';
import type { Task } from '../../../domain/item/types';
import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import type { Pause } from '../../../domain/view/pause';
import { columnsOf, type Db } from '../../database/schema';
import { taskRow } from '../../items/project';
import { paused } from '../../mails/pause';
import type { MailroomTaskDone } from '../../office/mailroom-tasks';
import { compareRows, rowExtra } from './compare';
import { checkedEvents } from './events';

/** Compares the tasks of the mailroom with the events that opened and closed them. */
export async function checkMailroomTasks(db: Db): Promise<readonly Finding[]> {
  const types = ['taskOpened', 'taskDone'];
  const tasks = new Map<string, { readonly title: string; readonly task: Task }>();
  for (const event of await checkedEvents<MailroomTask | MailroomTaskDone>(db, MAILROOM, types)) {
    const { at, actor, body } = event;
    if ('task' in body) {
      const before = tasks.get(body.task);
      const done = { at, by: actor, result: body.result };
      if (before) tasks.set(body.task, { ...before, task: { ...before.task, done } });
    } else tasks.set(body.id, { title: body.title, task: openedTask(body, at) });
  }
  const expected = [...tasks.values()].map(({ title, task }) => taskRow(MAILROOM, title, task));
  const actual = await db
    .selectFrom('tasks')
    .select(columnsOf('tasks'))
    .where('stream', '=', MAILROOM)
    .execute();
  return compareRows({ table: 'tasks', key: 'id', expected, actual }, { stream: MAILROOM, seq: null });
}

/** Values that this program keeps. */
const SETTING_NAMES = ['salt', 'paused'];

/** Sending is paused, and for the reason given, as the last event about it says. */
export async function checkPause(db: Db): Promise<readonly Finding[]> {
  const types = ['sendingPaused', 'sendingResumed'];
  const last = (await checkedEvents<Pick<Pause, 'reason' | 'until'>>(db, MAILROOM, types)).at(-1);
  const pause = await paused(db);
  const name = 'paused';
  const names = await db.selectFrom('settings').select('name').execute();
  const others = names.filter(({ name: one }) => !SETTING_NAMES.includes(one));
  return [
    ...others.map(({ name: one }) => rowExtra('settings', one, { stream: MAILROOM, seq: null })),
    ...compareRows(
      {
        table: 'settings',
        key: 'name',
        expected: last?.type === 'sendingPaused' ? [{ name, ...last.body, since: last.at }] : [],
        actual: pause ? [{ name, ...pause }] : [],
      },
      { stream: MAILROOM, seq: last?.seq ?? null },
    ),
  ];
}
