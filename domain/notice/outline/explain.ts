import type { Collection } from '../collect';
import { rangeOf, part, tight, type Flow } from '../flow';
import type { Inherited } from '../item';
import { type Context, marksOf, type UnitMark } from './marks';
import type { Node, OutlineParagraph } from './outline';
import type { NoticeTable } from '../tables/row';
import { taskNamesUnits, tasksOf, hasSubstance } from './tasks';
import type { CharClass } from '../types';

export type TableNode = Node<NoticeTable>;

/** Sections that explain and set no task: where nobody is named in them, their numbers are none. */
const EXPLAINS =
  /^(?:总则|总体(?:要求|目标|思路)|指导思想|基本原则|(?:主要|工作|总体|预期|发展|年度)?目标|(?:支持|适用|扶持|奖励|政策|保障)(?:对象|范围|主体|期限)|适用|附则|附\s?则|(?:名词|术语|有关|相关)?(?:解释|定义|术语)|(?:施行|实施|政策|其他|有关)?说明|(?:施行|实施)(?:日期|时间|期限)|有效期|申报(?:条件|要求|材料|程序|流程)|其他规定)$/;

/** True for a heading whose section only explains: 附则, 支持对象, 总体要求. */
export const isExplanation = (text: string): boolean => EXPLAINS.test(text);

const isNode = (block: TableNode['blocks'][number]): block is TableNode => block.kind === 'node';

/** True when a bracket or a label below a marker names units, or a table does. */
function namesAnyone(node: TableNode, context: Context): boolean {
  const own = node.blocks.filter((block) => block.kind === 'paragraph');
  return (
    tasksOf(own, context).tasks.some(taskNamesUnits) ||
    node.blocks.some((block) => block.kind === 'table' || (isNode(block) && namesAnyone(block, context)))
  );
}

/** True for a marker with numbers below it that set no task. */
export function explains(node: TableNode, first: OutlineParagraph | undefined, context: Context): boolean {
  if (first === undefined || node.blocks.length < 2 || !node.blocks.some(isNode)) return false;
  return isExplanation(headingText(first)) && !namesAnyone(node, context);
}

/** Gives all text below a marker, numbers included, a class that sets no task. */
export function paintExplained(node: TableNode, into: Collection, kind: CharClass): void {
  into.painter.paint(node.at, kind);
  for (const block of node.blocks) {
    if (isNode(block)) paintExplained(block, into, kind);
    else if (block.kind === 'paragraph') into.painter.paint(rangeOf(block.flow), kind);
  }
}

/**
 * The notice without the numbers of its covering letter: they are requirements where what the letter brings has the
 * tasks and nobody is named in it. One finding says so.
 */
export function withoutLetter(
  root: TableNode,
  parts: readonly number[],
  into: Collection,
  context: Context,
): TableNode {
  const start = parts.find((index) => index > 0 && root.blocks.slice(0, index).some(isNode));
  if (start === undefined) return root;
  const letter = root.blocks.slice(0, start);
  const rest = root.blocks.slice(start);
  const isBare = letter.every(
    (block) => block.kind === 'paragraph' || (isNode(block) && !namesAnyone(block, context)),
  );
  if (!isBare || !rest.some((block) => block.kind !== 'paragraph')) return root;
  for (const node of letter.filter(isNode)) paintExplained(node, into, 'preamble');
  const first = letter.find(isNode);
  if (first !== undefined) into.doubts.push({ code: 'letter-numbers', at: first.at });
  return { ...root, blocks: [...letter.filter((block) => block.kind === 'paragraph'), ...rest] };
}

/** The heading of a paragraph: all of it, or its first sentence. */
export const headingText = ({ flow }: OutlineParagraph): string =>
  tight(part(flow, 0, 60))
    .text.replace(/[。:].*$/, '')
    .replace(/[(][^()]*[)]$/, '');

/** What a heading names goes before what stands above it, units and time each for themselves. */
export function inherit(marks: readonly UnitMark[], above: Inherited): Inherited {
  const lists = marks.filter((mark) => mark.kind === 'units').map((mark) => mark.list);
  const terms = marks.flatMap((mark) => mark.terms);
  return { lists: lists.length > 0 ? lists : above.lists, terms: terms.length > 0 ? terms : above.terms };
}

/** The heading of a section, its unit bracket included, and what stands behind its first full stop. */
export function cutHeading(
  first: OutlineParagraph | undefined,
  context: Context,
): { heading: Flow | null; rest: OutlineParagraph | null } {
  if (first === undefined) return { heading: null, rest: null };
  const { flow } = first;
  const stop = flow.text.indexOf('。');
  const behind = stop === -1 ? '' : flow.text.slice(stop + 1);
  const whole = { heading: flow, rest: null };
  if (!hasSubstance(behind)) return whole;
  if (/^\s*[([【〔]/.test(behind)) {
    const { marks } = marksOf(flow, context);
    const last = marks.at(-1);
    const text = flow.text.slice(stop + 1, marks[0]?.start);
    if (last !== undefined && text.trim() === '' && !hasSubstance(flow.text.slice(last.end))) return whole;
  }
  const from = flow.text.length - behind.trimStart().length;
  return {
    heading: part(flow, 0, stop + 1),
    rest: { kind: 'paragraph', flow: part(flow, from), isHeading: false },
  };
}
