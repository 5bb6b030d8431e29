import { commandTable, type CommandType } from '../../../domain/item/commands';
import type { ItemState, Task } from '../../../domain/item/types';
import type { Text } from '../../../domain/problem';
import { nameOfUnit } from '../../../domain/roster/roster';
import { taskNumber, taskWords } from '../../../domain/view/tasks';
import { DECISION } from '../../../domain/words';
import type { Visit } from '../web/visit';
import type { Values } from './input';

/** A task that an act is about; `send`: what it decides, where it is an approval (R8). */
export interface ActOnTask {
  readonly task: Task;
  readonly send: boolean | null;
}

/**
 * The task that the values of a form name by its id or number; null: none. `undecided`: an approval without a word about
 * what is decided.
 */
export function taskActedOn({ stream, tasks }: ItemState, values: Values): ActOnTask | 'undecided' | null {
  const task = tasks.find(({ id }) => id === values['task'] || taskNumber(stream, id) === values['task']);
  if (!task) return null;
  if (task.kind !== 'approveR8') return { task, send: null };
  const { send } = values;
  return send === 'yes' || send === 'no' ? { task, send: send === 'yes' } : 'undecided';
}

/** What an act is called on its pages: a decision by what is decided. */
export const actWords = (type: CommandType, on: ActOnTask | null): Text =>
  on === null || on.send === null ? commandTable[type].words : DECISION[on.send ? 'send' : 'hold'];

/** The unit and the question of a task, as they stand above its form. */
export const taskFacts = (
  { task }: ActOnTask,
  { office, lang, say }: Visit,
): readonly (readonly [string, string])[] => [
  ...(task.unit === null ? [] : [[say('单位', 'unit'), nameOfUnit(office.roster, task.unit)] as const]),
  [say('待办', 'task'), taskWords(task)[lang]],
];
