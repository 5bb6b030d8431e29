import type { Edition } from '../domain/digest/types';
import { taskNumber, taskReason } from '../domain/view/tasks';
import { TASK } from '../domain/words';
import { mailDay } from './words';

type MailTask = Edition['tasks'][number];

/** Tasks of one kind for one unit are one line (seven calls to one unit are one call); one without a unit stands alone. */
function groupedTasks(tasks: readonly MailTask[]): readonly (readonly MailTask[])[] {
  const groups = new Map<string, MailTask[]>();
  for (const task of tasks) {
    const key = [task.kind, task.unit ?? task.id].join('|');
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

/** "10. 标题（再次催办，编号3f9a1c）": the matter, why, and the number that is typed. */
function taskMatter(task: MailTask): string {
  const reason = taskReason(task);
  const said = [...(reason ? [reason.zh] : []), `编号${taskNumber(task.stream, task.id)}`];
  return `${task.title}（${said.join('，')}）`;
}

function taskLine(tasks: readonly MailTask[], { slot }: Edition): string {
  const [task] = tasks;
  if (!task) return '';
  return [
    TASK[task.kind].zh,
    task.unitName ?? '',
    tasks.map(taskMatter).join('、'),
    `${mailDay(task.day, slot)}起`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The open tasks (待办任务) of a briefing, a line for each unit and kind, the oldest first; null when there are none. */
export function mailTasks(
  edition: Edition,
): { readonly title: string; readonly lines: readonly string[] } | null {
  const { tasks } = edition;
  if (tasks.length === 0) return null;
  return {
    title: `待办任务 ${tasks.length}件`,
    lines: groupedTasks(tasks).map((group) => taskLine(group, edition)),
  };
}
