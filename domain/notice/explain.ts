import type { Collection } from './collect';
import { rangeOf } from './flow';
import { headingText } from './heading';
import type { Context } from './marks';
import type { Node, OutlineParagraph } from './outline';
import type { NoticeTable } from './row';
import { taskNamesUnits, tasksOf } from './tasks';
import type { CharClass } from './types';

export type TableNode = Node<NoticeTable>;

/** Sections that explain and set no task: where nobody is named in them, their numbers are none. */
const EXPLAINS =
  /^(?:总则|总体(?:要求|目标|思路)|指导思想|基本原则|(?:主要|工作|总体|预期|发展|年度)?目标|(?:支持|适用|扶持|奖励|政策|保障)(?:对象|范围|主体|期限)|适用|附则|附\s?则|(?:名词|术语|有关|相关)?(?:解释|定义|术语)|(?:施行|实施|政策|其他|有关)?说明|(?:施行|实施)(?:日期|时间|期限)|有效期|申报(?:条件|要求|材料|程序|流程)|其他规定)$/;

/** True for a heading whose section only explains: 附则, 支持对象, 总体要求. */
export const isExplanation = (text: string): boolean => EXPLAINS.test(text);

export const isNode = (block: TableNode['blocks'][number]): block is TableNode => block.kind === 'node';

/** True when a bracket or a label below a marker names units, or a table does. */
export function namesAnyone(node: TableNode, context: Context): boolean {
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
