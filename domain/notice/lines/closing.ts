import { rangeOf, type Flow, type Range } from '../flow';
import type { NoticeLine } from './lines';
import type { Painter } from './paint';
import type { Doubt } from '../outline/marks';
import { hasSubstance, joinedText, type NoticeTask } from '../outline/tasks';
import type { TimeFrame } from '../times/candidates';
import { termsIn } from '../times/deadline';

const CLOSING_WORDS =
  /^(?:请|以上|特此|希|望|各.{1,30}?(?:要|应|须|需|务必)|本(?:要点|通知|意见|方案|计划|清单|措施|办法|规定|细则|规划|安排|目录|文件)自)/;

/** Whether a paragraph closes a notice: 请各单位认真贯彻执行。 */
export const isClosing = (text: string): boolean => CLOSING_WORDS.test(text.trimStart());

/** What follows the last task of a notice: what still belongs to it, and the words that close the notice. */
interface NoticeEnd {
  readonly body: NoticeTask | null;
  readonly closing: readonly Flow[];
}

/** Parts what follows the last task of a notice; where units are named nothing closes it. */
export function cutClosing(tail: NoticeTask | null): NoticeEnd {
  if (tail === null || tail.marks.length > 0) return { body: tail, closing: [] };
  const from = tail.paragraphs.findIndex((runs) => isClosing(runs[0]?.text ?? ''));
  if (from === -1) return { body: tail, closing: [] };
  const body = from === 0 ? null : { ...tail, paragraphs: tail.paragraphs.slice(0, from) };
  return { body, closing: tail.paragraphs.slice(from).flat() };
}

/** A task with the paragraphs that follow it: they are its text; pointed out where they may be another task of several. */
export function withTail(task: NoticeTask, tail: NoticeTask, count: number): NoticeTask {
  const isBody = count === 1 && task.isHeaded && task.paragraphs.length === 1;
  const first = tail.paragraphs[0]?.[0];
  const whole = joinedText(task, tail);
  if (isBody || first === undefined || !hasSubstance(first.text)) return whole;
  return { ...whole, doubts: [...whole.doubts, { code: 'unmarked-paragraph', at: rangeOf(first) }] };
}

const REPORTS = /报(?:送|至|备|我|市|区|县|省|到)|上报|提交|反馈|汇总|报告/;

/** Terms in the words around the tasks, as for reports due: 请于1月29日前将总结报送办公室. No task has them. */
export function closingTerms(
  lines: readonly NoticeLine[],
  painter: Painter,
  frame: TimeFrame,
): readonly Doubt[] {
  const isAround = ({ start }: Range): boolean => /^(?:preamble|ending)$/.test(painter.classAt(start) ?? '');
  return lines
    .filter(({ flow }) => REPORTS.test(flow.text) && isAround(rangeOf(flow)))
    .flatMap(({ flow }) => termsIn(flow, frame))
    .filter(({ text, at }) => /[\d前末底]/.test(text) && isAround(at))
    .map(({ at }) => ({ code: 'closing-deadline', at }));
}
