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

/**
 * Key of an item number in plain code-unit order: runs of digits are padded to six places, so that 2 comes
 * before 10 and 3.2 before 3.10.
 */
export const numberKey = (no: string): string => no.replace(/\d+/g, (digits) => digits.padStart(6, '0'));

/** Compares by plain code units: the same on every machine and locale. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** No date sorts after every date. */
const NO_DATE = '9999-99-99';

const lineKey = (line: Line): readonly string[] => [
  String(SECTIONS.indexOf(line.section)),
  line.due ?? NO_DATE,
  line.notice,
  numberKey(line.no),
  line.stream,
  line.unit,
];

/** Lines by section, due date (items without one last), notice, item number; in briefings then by unit. */
export function sortLines(lines: readonly Line[]): readonly Line[] {
  const keyed = lines.map((line) => ({ line, key: lineKey(line) }));
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ line }) => line);
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const order = byCodeUnits(part, b[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
