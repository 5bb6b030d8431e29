import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Edition } from '../domain/digest/types';

/** One line of a mail for machines: the item and unit, its rungs (highest first) and whether it is 预计. */
export interface LineMark {
  readonly section: string;
  readonly stream: string;
  readonly unit: string;
  readonly rungs: readonly string[];
  readonly provisional: boolean;
}

/** Length of one chunk; header lines are folded at the spaces between chunks. */
const UNBROKEN_CHARS = 60;

const brokenWord = (text: string): string =>
  text.match(new RegExp(`.{1,${UNBROKEN_CHARS}}`, 'g'))?.join(' ') ?? '';

/** The ordered lines of an edition for the header X-Duban-Lines: JSON, deflated, base64url, in chunks of 60. */
export function encodeLines(edition: Edition): string {
  const marks = edition.lines.map((line) => [
    line.section,
    line.stream,
    line.unit,
    [...(line.rung ? [line.rung] : []), ...line.marks].join(','),
    line.provisional ? 1 : 0,
  ]);
  return brokenWord(deflateRawSync(JSON.stringify(marks)).toString('base64url'));
}

const isRow = (value: unknown): value is [string, string, string, string, number] =>
  Array.isArray(value) && value.length === 5;

/** Reads the header X-Duban-Lines back; folding white space does not count. Throws when it is none. */
export function decodeLines(header: string): readonly LineMark[] {
  const packed = Buffer.from(header.replace(/\s+/g, ''), 'base64url');
  const rows: unknown = JSON.parse(inflateRawSync(packed).toString('utf8'));
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new RangeError('not an X-Duban-Lines header');
  return rows.map(([section, stream, unit, rungs, provisional]) => ({
    section,
    stream,
    unit,
    rungs: rungs === '' ? [] : rungs.split(','),
    provisional: provisional === 1,
  }));
}
