import { simpleParser } from 'mailparser';
import { decodeLines, type LineMark } from '../../mail/headers';
import type { Taken } from './mail-server';

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
