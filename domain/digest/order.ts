import type { ItemSubject } from '../item/types';
import type { Line, Section } from './types';

/** The order of sections in a mail; `waiting` occurs in briefings and reviewer editions only. */
export const SECTIONS: readonly Section[] = [
  'waiting',
  'overdue',
  'dueSoon',
  'unsigned',
  'returned',
  'changed',
  'rest',
];

const HAN_FIGURES = '零一二三四五六七八九';
const HAN_NUMBERS = /[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]/g;

/** Han numbers as figures: by their code units 三 would come before 二. */
const inFigures = (words: string): string =>
  words.replace(HAN_NUMBERS, (number) => {
    if (!number.includes('十')) return String(HAN_FIGURES.indexOf(number));
    const [tens = '', ones = ''] = number.split('十');
    return String((tens === '' ? 1 : HAN_FIGURES.indexOf(tens)) * 10 + HAN_FIGURES.indexOf(ones || '零'));
  });

/**
 * Key of an item number in plain code-unit order: Han numbers are figures and runs of digits are padded to six places, so
 * that 2 comes before 10, 3.2 before 3.10 and 二.1 before 三.1.
 */
export const numberKey = (no: string): string =>
  inFigures(no).replace(/\d+/g, (digits) => digits.padStart(6, '0'));

/** Section and number, in the order of the notice; a key that names its section (二.1) has both. */
export function placeInNotice({ key, section }: Pick<ItemSubject, 'key' | 'section'>): string {
  const [no = ''] = section.split('、');
  return numberKey(no === '' || key.startsWith(`${no}.`) ? key : `${no}.${key}`);
}

/** Compares by plain code units: the same on every machine and locale. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** No date sorts after every date. */
const NO_DATE = '9999-99-99';

/** Stands before every other sign, so that a part that another begins with comes first. */
const PART_END = '\0';

const lineKey = (line: Line): string =>
  [
    SECTIONS.indexOf(line.section),
    line.due ?? NO_DATE,
    line.notice,
    numberKey(line.no),
    line.stream,
    line.unit,
  ].join(PART_END);

/** Lines by section, due date (items without one last), notice, item number; in briefings then by unit. */
export function sortLines(lines: readonly Line[]): readonly Line[] {
  const keyed = lines.map((line) => ({ line, key: lineKey(line) }));
  return keyed.sort((a, b) => byCodeUnits(a.key, b.key)).map(({ line }) => line);
}

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
