import { openedTask, type MailroomTask } from '../../../domain/digest/handover';
import type { Task } from '../../../domain/item/types';
import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { toEvent } from '../../journal/journal';
import type { MailroomTaskDone } from '../../office/mailroom-tasks';
import { taskRow } from '../../items/project';
import { columnsOf, type Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import { compareRows } from './compare';

/** Compares the tasks of the mailroom with the events that opened and closed them. */
export async function checkMailroomTasks(db: Db): Promise<readonly Finding[]> {
  const events = await db
    .selectFrom('events')
    .select(columnsOf('events'))
    .where('stream', '=', MAILROOM)
    .where('type', 'in', ['taskOpened', 'taskDone'])
    .orderBy('seq')
    .execute();
  const tasks = new Map<string, { readonly title: string; readonly task: Task }>();
  for (const { type, at, actor, body } of events.map(toEvent))
    if (type === 'taskOpened') {
      const opened: Json<MailroomTask> = body;
      const task = fromJson(opened);
      tasks.set(task.id, { title: task.title, task: openedTask(task, at) });
    } else {
      const done: Json<MailroomTaskDone> = body;
      const { task: id, result } = fromJson(done);
      const before = tasks.get(id);
      if (before) tasks.set(id, { ...before, task: { ...before.task, done: { at, by: actor, result } } });
    }
  const expected = [...tasks.values()].map(({ title, task }) => taskRow(MAILROOM, title, task));
  const actual = await db
    .selectFrom('tasks')
    .select(columnsOf('tasks'))
    .where('stream', '=', MAILROOM)
    .execute();
  return compareRows({ table: 'tasks', key: 'id', expected, actual }, { stream: MAILROOM, seq: null });
}
