import { headingUnits } from '../units/charges';
import { cutClosing, isClosing, withTail } from '../lines/closing';
import { addSection, type Collection } from '../collect';
import { part, rangeOf, rawTitle, tight, type Flow, type Range } from '../flow';
import {
  explains,
  isExplanation,
  paintExplained,
  withoutLetter,
  type TableNode,
  cutHeading,
  headingText,
  inherit,
} from './explain';
import { itemOf, listDoubts, INHERITS_NOTHING, listedUnits, type Inherited, type ItemDraft } from '../item';
import { marksOf, type Context, type UnitMark } from './marks';
import type { OutlineParagraph } from './outline';
import { addRows } from '../tables/rows';
import { hasSubstance, taskNamesUnits, tasksOf, type NoticeTask } from './tasks';
import type { UnitList } from '../units/units';

/** The place of the walk: the section, and the units and the time that its heading names. */
interface Stand {
  readonly section: string | null;
  readonly inherited: Inherited;
  readonly isLast: boolean;
}

/** 一是…… 二是…… : a list without numbers. */
const LISTED_START = /^(?:[一二三四五六七八九十]{1,2}是|首先|其次|再次|最后)/;

/** Headings over words that set no task, where nobody is named. */
const GENERAL =
  /^(?:总体(?:要求|目标|思路)|指导思想|基本原则|(?:主要|工作|总体|预期|发展)?目标|(?:工作|有关|相关|总体|几点|具体)要求|(?:组织|工作|服务)?(?:领导|保障|实施|机制)|组织(?:领导|保障|实施)|保障(?:措施|机制)|工作(?:保障|原则|思路|步骤)|(?:其他|有关)事项|附则|目的意义|背景)$/;

/** Walks the outline and gathers sections, items and doubts. */
export class Walk {
  constructor(
    private readonly into: Collection,
    private readonly context: Context,
  ) {}

  root(all: TableNode, parts: readonly number[]): void {
    const root = withoutLetter(all, parts, this.into, this.context);
    const hasTasks = root.blocks.some((block) => block.kind !== 'paragraph');
    root.blocks.forEach((block, i) => {
      const isLast = i === root.blocks.length - 1;
      const stand = { section: null, inherited: INHERITS_NOTHING, isLast };
      if (block.kind === 'node') this.node(block, stand);
      else if (block.kind === 'table') addRows(block.table, null, this.into, this.context);
    });
    this.loose(
      root.blocks.filter((block) => block.kind === 'paragraph'),
      hasTasks,
    );
  }

  /** Paragraphs without any number: tasks where they name units, else the words around the tasks. */
  private loose(paragraphs: readonly OutlineParagraph[], hasTasks: boolean): void {
    const cut = paragraphs.map((paragraph) => ({
      paragraph,
      tasks: tasksOf([paragraph], this.context).tasks,
    }));
    const isNamed = (tasks: readonly NoticeTask[]): boolean =>
      tasks.some((task) => taskNamesUnits(task) && walkSays(task));
    const last = cut.findLastIndex(({ tasks }) => isNamed(tasks));
    let count = 0;
    cut.forEach(({ paragraph, tasks }, i) => {
      const isListed = !hasTasks && last !== -1 && LISTED_START.test(paragraph.flow.text.trimStart());
      const own = isListed ? tasks : tasks.filter((task) => taskNamesUnits(task) && walkSays(task));
      const isEnd =
        last === -1 ? this.into.items.length > 0 && isClosing(tight(paragraph.flow).text) : i > last;
      this.into.painter.paint(rangeOf(paragraph.flow), isEnd ? 'ending' : 'preamble');
      for (const task of own) {
        count += 1;
        this.unnumbered(task, hasTasks ? `0.${count}` : String(count));
      }
    });
  }

  private unnumbered(task: NoticeTask, no: string): void {
    const item = itemOf(
      task,
      { no, section: null, at: this.start(task), inherited: INHERITS_NOTHING },
      this.context,
      this.into.source,
    );
    this.add({ ...item, doubts: [{ code: 'unnumbered', at: item.at }, ...item.doubts] }, task);
  }

  private start(task: NoticeTask): Range {
    const first = task.paragraphs[0]?.[0];
    const start = first === undefined ? (task.marks[0]?.at.start ?? 0) : rangeOf(first).start;
    return { start, end: start };
  }

  private add(item: ItemDraft, task: NoticeTask): void {
    const { painter } = this.into;
    for (const run of task.paragraphs.flat()) painter.paint(rangeOf(run), 'item');
    for (const term of item.deadline?.terms ?? []) painter.paint(term.at, 'deadline');
    for (const unit of item.units) painter.paint(unit.at, 'units');
    for (const mark of task.marks) this.paintMark(mark);
    this.into.items.push(item);
  }

  private node(node: TableNode, stand: Stand): void {
    const paragraphs = node.blocks.filter((block) => block.kind === 'paragraph');
    if (node.blocks.length === 0) {
      this.into.painter.paint(node.at, 'finding');
      this.into.doubts.push({ code: 'empty-marker', at: node.at });
    } else if (explains(node, paragraphs[0], this.context)) this.explanation(node, paragraphs, stand);
    else if (paragraphs.length < node.blocks.length) this.section(node, paragraphs, stand);
    else this.leaf(node, paragraphs, stand);
  }

  /** A section of explanations: one question about it instead of a task for each of its numbers. */
  private explanation(node: TableNode, paragraphs: readonly OutlineParagraph[], stand: Stand): void {
    paintExplained(node, this.into, this.into.items.length === 0 ? 'preamble' : 'ending');
    const { heading } = cutHeading(paragraphs[0], this.context);
    this.openSection(node, heading, undefined, stand);
    this.into.doubts.push({ code: 'no-task-section', at: heading === null ? node.at : rangeOf(heading) });
  }

  /** A marker with others below it. Its heading may name units for all of them. */
  private section(node: TableNode, paragraphs: readonly OutlineParagraph[], stand: Stand): void {
    const [first, ...others] = paragraphs;
    const { heading, rest } = cutHeading(first, this.context);
    const said = heading === null ? null : marksOf(heading, this.context);
    const key = this.openSection(node, heading, said?.marks.at(0)?.start, stand);
    for (const mark of said?.marks ?? []) this.paintMark(mark);
    for (const doubt of said?.doubts ?? []) this.into.doubts.push(doubt);
    const body = rest === null ? others : [rest, ...others];
    const labels = body.filter((paragraph) => this.isLabel(paragraph));
    this.introduction(
      body.filter((paragraph) => !labels.includes(paragraph)),
      `${node.marker?.no ?? ''}.0`,
      key,
    );
    const charge = heading === null || said?.marks.length !== 0 ? null : headingUnits(heading, this.context);
    if (charge !== null) this.into.painter.paint(charge.at, 'units');
    const marks = [...(said?.marks ?? []), ...labels.flatMap((paragraph) => this.label(paragraph))];
    for (const doubt of listDoubts(
      marks.map((mark) => mark.list),
      this.context,
    ))
      this.into.doubts.push(doubt);
    const inherited = inherit(marks, stand.inherited);
    const lists = charge === null ? inherited.lists : [charge.list];
    const before = this.into.items.length;
    this.children(node, { section: key, inherited: { ...inherited, lists }, isLast: stand.isLast });
    if (marks.length > 0 || charge !== null) this.unused(lists, before);
  }

  /** Units of a heading that no item below it has: somebody must say what they answer for. */
  private unused(lists: readonly UnitList[], before: number): void {
    const used = new Set(this.into.items.slice(before).flatMap(({ units }) => units.map(({ name }) => name)));
    for (const { name, at } of listedUnits(lists))
      if (!used.has(name)) this.into.doubts.push({ code: 'unused-units', at });
  }

  /** A line below a heading that names units or a time and says nothing else: it holds for all that follows. */
  private isLabel(paragraph: OutlineParagraph): boolean {
    const { marks } = marksOf(paragraph.flow, this.context);
    const ends = marks.reduce((last, mark) => (mark.start === last ? mark.end : last), 0);
    return marks.length > 0 && !hasSubstance(paragraph.flow.text.slice(ends));
  }

  private label(paragraph: OutlineParagraph): readonly UnitMark[] {
    const { marks, doubts } = marksOf(paragraph.flow, this.context);
    for (const mark of marks) this.paintMark(mark);
    for (const doubt of doubts) this.into.doubts.push(doubt);
    return marks;
  }

  private paintMark(mark: UnitMark): void {
    this.into.painter.paint(mark.at, mark.kind);
    for (const term of mark.terms) this.into.painter.paint(term.at, 'deadline');
  }

  private openSection(node: TableNode, heading: Flow | null, cut: number | undefined, stand: Stand): string {
    const { painter, source } = this.into;
    const no = node.marker?.no ?? '';
    painter.paint(node.at, 'heading');
    if (heading !== null) painter.paint(rangeOf(heading), 'heading');
    const title = heading === null ? '' : rawTitle(part(heading, 0, cut), source).replace(/[。;；.:：]$/, '');
    const key = stand.section === null ? no : `${stand.section}.${no}`;
    const end = heading === null ? node.at.end : rangeOf(heading).end;
    return addSection(this.into, { key, no, title, at: { start: node.at.start, end } });
  }

  private children(node: TableNode, stand: Stand): void {
    node.blocks.forEach((block, i) => {
      const isLast = stand.isLast && i === node.blocks.length - 1;
      if (block.kind === 'node') this.node(block, { ...stand, isLast });
      else if (block.kind === 'table') addRows(block.table, stand.section, this.into, this.context);
    });
  }

  /** Text between a heading and what is numbered below it: a task if it names units, else an introduction. */
  private introduction(paragraphs: readonly OutlineParagraph[], no: string, section: string): void {
    for (const paragraph of paragraphs) {
      const at = rangeOf(paragraph.flow);
      this.into.painter.paint(at, 'preamble');
      const { tasks } = tasksOf([paragraph], this.context);
      const named = tasks.filter(taskNamesUnits);
      if (named.length === 0) this.into.doubts.push({ code: 'section-intro', at });
      named.forEach((task, i) => {
        const standing = {
          no: i === 0 ? no : `${no}.${i + 1}`,
          section,
          at: this.start(task),
          inherited: INHERITS_NOTHING,
        };
        const item = itemOf(task, standing, this.context, this.into.source);
        this.add({ ...item, doubts: [{ code: 'unnumbered', at: item.at }, ...item.doubts] }, task);
      });
    }
  }

  /** A marker with nothing numbered below it: one task, or as many as it has unit brackets. */
  private leaf(node: TableNode, paragraphs: readonly OutlineParagraph[], stand: Stand): void {
    const no = node.marker?.no ?? '';
    const [first, ...others] = paragraphs;
    const text = first === undefined ? '' : headingText(first);
    const isGeneral =
      first?.isHeading === true ? GENERAL.test(text) || isExplanation(text) : isExplanation(text);
    if (first !== undefined && isGeneral && !this.namesUnits(paragraphs)) {
      if (!first.isHeading) {
        this.explanation(node, paragraphs, stand);
        return;
      }
      const key = this.openSection(node, first.flow, undefined, stand);
      this.introduction(others, no, key);
      return;
    }
    const headed = first?.isHeading === true && marksOf(first.flow, this.context).marks.length === 0;
    if (headed && tasksOf(others, this.context).tasks.length > 1) {
      const key = this.openSection(node, first.flow, undefined, stand);
      this.tasks(others, (i) => String(i + 1), { ...stand, section: key }, null);
    } else this.tasks(paragraphs, (i, count) => (count === 1 ? no : `${no}.${i + 1}`), stand, node.at);
  }

  private namesUnits(paragraphs: readonly OutlineParagraph[]): boolean {
    const { tasks } = tasksOf(paragraphs, this.context);
    return tasks.some(taskNamesUnits);
  }

  private tasks(
    paragraphs: readonly OutlineParagraph[],
    noOf: (index: number, count: number) => string,
    stand: Stand,
    marker: Range | null,
  ): void {
    const { tasks, tail } = tasksOf(paragraphs, this.context);
    const { body, closing } = stand.isLast ? cutClosing(tail) : { body: tail, closing: [] };
    tasks.forEach((task, i) => {
      const whole = i === tasks.length - 1 && body !== null ? withTail(task, body, tasks.length) : task;
      const at = i === 0 && marker !== null ? marker : this.start(task);
      const standing = { no: noOf(i, tasks.length), section: stand.section, at, inherited: stand.inherited };
      if (at.end > at.start) this.into.painter.paint(at, 'item');
      this.add(itemOf(whole, standing, this.context, this.into.source), whole);
    });
    for (const run of closing) this.into.painter.paint(rangeOf(run), 'ending');
  }

  /** A notice without number, table or unit bracket: its text is one task. */
  narrative(root: TableNode, isCover: (text: string) => boolean): void {
    const paragraphs = root.blocks
      .filter((block) => block.kind === 'paragraph')
      .filter((paragraph) => !isCover(paragraph.flow.text));
    if (paragraphs.length === 0) return;
    const { tasks } = tasksOf(paragraphs, this.context);
    tasks.forEach((task, i) => {
      this.unnumbered(task, String(i + 1));
    });
  }
}

/** The task has words beside the units that it names. */
const walkSays = (task: NoticeTask): boolean =>
  task.paragraphs.some((runs) => runs.some((run) => hasSubstance(run.text)));
