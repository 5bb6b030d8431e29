import { part, type Flow } from '../flow';
import { marksOf, type Context, type Doubt, type UnitMark } from './marks';
import type { OutlineParagraph } from './outline';

/** A task: its text in runs, paragraph by paragraph, and the marks that name its units and deadline. */
export interface NoticeTask {
  readonly paragraphs: readonly (readonly Flow[])[];
  readonly marks: readonly UnitMark[];
  /** The first paragraph is a heading. */
  readonly isHeaded: boolean;
  readonly doubts: readonly Doubt[];
}

/** The tasks of some paragraphs. `tail` is text behind the last unit bracket, without one of its own. */
export interface Tasks {
  readonly tasks: readonly NoticeTask[];
  readonly tail: NoticeTask | null;
}

interface DraftTask {
  paragraphs: Flow[][];
  marks: UnitMark[];
  isHeaded: boolean;
  doubts: Doubt[];
}

const draftTask = (): DraftTask => ({ paragraphs: [], marks: [], isHeaded: false, doubts: [] });
const hasUnits = (draft: DraftTask): boolean => draft.marks.some((mark) => mark.kind === 'units');
const isEmptyTask = (draft: DraftTask): boolean => draft.paragraphs.length === 0 && draft.marks.length === 0;

/** At least two letters or digits: more than the punctuation that a bracket leaves behind. */
export const hasSubstance = (text: string): boolean =>
  /[\p{Script=Han}\w][^]*?[\p{Script=Han}\w]/u.test(text.slice(0, 400));

/** Cuts paragraphs into tasks: each ends with its unit bracket, what follows begins the next. */
class Cutter {
  readonly tasks: DraftTask[] = [];
  private now = draftTask();

  private run(flow: Flow, fresh: boolean): void {
    if (flow.text.trim() === '') return;
    const last = this.now.paragraphs.at(-1);
    if (fresh || last === undefined) this.now.paragraphs.push([flow]);
    else last.push(flow);
  }

  /** Text between marks: its leading punctuation still belongs to the task before. */
  private text(flow: Flow, fresh: boolean): void {
    const lead = /^[\s。;,.!?]*/.exec(flow.text)?.[0].length ?? 0;
    if (!hasUnits(this.now)) {
      this.run(flow, fresh);
      return;
    }
    this.run(part(flow, 0, lead), false);
    if (!hasSubstance(flow.text)) {
      this.run(part(flow, lead), false);
      return;
    }
    this.next();
    this.run(part(flow, lead), fresh);
  }

  private next(): void {
    if (!isEmptyTask(this.now)) this.tasks.push(this.now);
    this.now = draftTask();
  }

  paragraph(paragraph: OutlineParagraph, context: Context): void {
    const { flow } = paragraph;
    const { marks, doubts } = marksOf(flow, context);
    let done = 0;
    for (const mark of marks) {
      this.text(part(flow, done, mark.start), done === 0);
      if (this.now.paragraphs.length === 1 && done === 0) this.now.isHeaded ||= paragraph.isHeading;
      this.now.marks.push(mark);
      done = mark.end;
    }
    this.text(part(flow, done), done === 0);
    if (marks.length === 0 && this.now.paragraphs.length === 1) this.now.isHeaded = paragraph.isHeading;
    for (const doubt of doubts) this.now.doubts.push(doubt);
  }

  end(): readonly DraftTask[] {
    this.next();
    return this.tasks;
  }
}

/** The tasks of paragraphs, in order. */
export function tasksOf(paragraphs: readonly OutlineParagraph[], context: Context): Tasks {
  const cutter = new Cutter();
  for (const paragraph of paragraphs) cutter.paragraph(paragraph, context);
  const tasks = cutter.end();
  const last = tasks.at(-1);
  return tasks.length > 1 && last !== undefined && !hasUnits(last)
    ? { tasks: tasks.slice(0, -1), tail: last }
    : { tasks, tail: null };
}

/** True when a bracket or a label names units for the task. */
export const taskNamesUnits = (task: NoticeTask): boolean => task.marks.some((mark) => mark.kind === 'units');

/** One task out of two: text without units of its own belongs to the task before it. */
export const joinedText = (task: NoticeTask, tail: NoticeTask): NoticeTask => ({
  ...task,
  paragraphs: [...task.paragraphs, ...tail.paragraphs],
  marks: [...task.marks, ...tail.marks],
  doubts: [...task.doubts, ...tail.doubts],
});
