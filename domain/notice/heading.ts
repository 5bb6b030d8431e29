import { part, tight, type Flow } from './flow';
import type { Inherited } from './item';
import { marksOf, type Context, type UnitMark } from './marks';
import type { OutlineParagraph } from './outline';
import { hasSubstance } from './tasks';

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
