import type { Line, Section } from './types';

/** Lines of one briefing: whoever has more to read reads them in the console. */
export const LISTED_LINES = 1_000;

/** Items of a section that a briefing counts and does not list. */
export type Unlisted = Readonly<Partial<Record<Section, number>>>;

/**
 * The lines that a briefing lists, of all in their order: the first thousand, and what is told whatever its place. Of the
 * others the items are counted, section by section; one that is listed there for another unit counts as listed.
 */
export function listedLines(
  lines: readonly Line[],
  told: ReadonlySet<Line>,
): { readonly lines: readonly Line[]; readonly unlisted: Unlisted } {
  if (lines.length <= LISTED_LINES) return { lines, unlisted: {} };
  const listed = lines.filter((line, n) => n < LISTED_LINES || told.has(line));
  const place = ({ section, stream }: Line): string => `${section}|${stream}`;
  const seen = new Set(listed.map(place));
  const unlisted: Partial<Record<Section, number>> = {};
  for (const line of lines) {
    if (seen.has(place(line))) continue;
    seen.add(place(line));
    unlisted[line.section] = (unlisted[line.section] ?? 0) + 1;
  }
  return { lines: listed, unlisted };
}
