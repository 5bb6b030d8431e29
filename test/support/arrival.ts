import { inflateRawSync } from 'node:zlib';
import { simpleParser } from 'mailparser';
import type { Taken } from './mail-server';

/** One line of a mail for machines: the item and unit, its rungs (highest first) and whether it is 预计. */
export interface LineMark {
  readonly section: string;
  readonly stream: string;
  readonly unit: string;
  readonly rungs: readonly string[];
  readonly provisional: boolean;
}

/** One mail as it came over SMTP, by its own headers. */
export interface Arrival {
  readonly messageId: string;
  readonly key: string;
  readonly kind: string;
  /** The unit, or the account for briefings and reviews. */
  readonly whom: string;
  readonly audience: string;
  readonly slot: string;
  readonly date: Date | undefined;
  readonly lines: readonly LineMark[];
  readonly text: string;
}

/** What a mail server has taken, in its order. */
export const arrivals = (taken: readonly Taken[]): Promise<readonly Arrival[]> =>
  Promise.all(taken.map(arrivalOf));

async function arrivalOf({ raw }: Taken): Promise<Arrival> {
  const mail = await simpleParser(raw);
  const header = (name: string): string => {
    const value = mail.headers.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    messageId: mail.messageId ?? '',
    key: header('x-duban-key'),
    kind: header('x-duban-kind'),
    whom: header('x-duban-unit') || header('x-duban-account'),
    audience: header('x-duban-audience'),
    slot: header('x-duban-slot'),
    date: mail.date,
    lines: decodeLines(header('x-duban-lines')),
    text: mail.text ?? '',
  };
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
