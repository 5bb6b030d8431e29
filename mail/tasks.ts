import type { Edition } from '../domain/digest/types';
import { TASK } from '../domain/words';
import { dayText } from './words';

type Task = Edition['tasks'][number];

/** Tasks of one kind about one matter since one day are one line, with all their units. */
function grouped(tasks: readonly Task[]): readonly (readonly Task[])[] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const key = [task.kind, task.stream, task.title, task.day].join('|');
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

function lineOf(tasks: readonly Task[], { slot }: Edition): string {
  const [task] = tasks;
  if (!task) return '';
  const units = tasks.flatMap(({ unitName }) => unitName ?? []).join('、');
  return [TASK[task.kind].zh, task.title, units, `${dayText(task.day, slot)}起`]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The open tasks (待办任务) of a briefing, oldest first; null when there are none. */
export function tasksOf(
  edition: Edition,
): { readonly title: string; readonly lines: readonly string[] } | null {
  const { tasks } = edition;
  if (tasks.length === 0) return null;
  return {
    title: `待办任务 ${tasks.length}件`,
    lines: grouped(tasks).map((group) => lineOf(group, edition)),
  };
}
