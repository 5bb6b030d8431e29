import type { Task } from '../item/types';
import { sha256 } from '../journal/canonical';
import { text, type Text } from '../problem';
import { RUNG, TASK } from '../words';

/** Characters of a task's number. */
const LENGTH = 6;

/** The number of a task (待办编号), short enough to be typed: the first six hex digits of a hash of its stream and id. */
export const taskNumber = (stream: string, id: string): string => sha256(`${stream}|${id}`).slice(0, LENGTH);

/** Why a task was opened: the rung that opened it, 未签收 for one that reminded to sign; null where its kind says it. */
export const taskReason = ({ rung }: Pick<Task, 'rung'>): Text | null => {
  if (rung === 'R1') return text('未签收', 'not signed');
  return rung === null ? null : RUNG[rung];
};

/** What a task asks for, with its reason in brackets. */
export function taskWords(task: Pick<Task, 'kind' | 'rung'>): Text {
  const [word, reason] = [TASK[task.kind], taskReason(task)];
  return reason ? text(`${word.zh}（${reason.zh}）`, `${word.en} (${reason.en})`) : word;
}
