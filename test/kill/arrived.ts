import { groupBy } from '../../domain/digest/snapshot';
import { arrivals, type Arrival } from '../support/arrival';
import type { Taken } from '../support/mail-server';

/** What has come over SMTP, each mail counted once. */
export interface Arrived {
  /** "unit|audience|slot|stream|rung" of the digests. */
  readonly reminders: readonly string[];
  /** "kind|whom" of everything else. */
  readonly others: readonly string[];
  /** Mails that came more than once: how many too many. */
  readonly duplicates: number;
  /** Keys of mails that came more than twice, or under two Message-IDs, or not the same both times. */
  readonly wrong: readonly string[];
}

/** "unit|audience|slot|stream|rung" of all that a digest reminds of. */
export const remindersOf = ({ whom, audience, slot, lines }: Arrival): readonly string[] =>
  lines.flatMap(({ stream, rungs }) => rungs.map((rung) => `${whom}|${audience}|${slot}|${stream}|${rung}`));

/** A mail that was resent is the same one to its reader only when it says the same under the same id. */
const isSame = (a: Arrival, b: Arrival): boolean =>
  a.messageId === b.messageId && JSON.stringify(a.lines) === JSON.stringify(b.lines);

/** Reads what a mail server has taken. */
export async function arrived(taken: readonly Taken[]): Promise<Arrived> {
  const all = await arrivals(taken);
  const mails = [...groupBy(all, ({ key }) => key)];
  const firsts = mails.flatMap(([, copies]) => copies.slice(0, 1));
  const digests = firsts.filter(({ kind }) => kind === 'digest');
  return {
    reminders: digests.flatMap(remindersOf).sort(),
    others: firsts
      .filter((mail) => !digests.includes(mail))
      .map(({ kind, whom }) => `${kind}|${whom}`)
      .sort(),
    duplicates: all.length - mails.length,
    wrong: mails
      .filter(
        ([, [first, second, ...more]]) => more.length > 0 || (first && second && !isSame(first, second)),
      )
      .map(([key]) => key),
  };
}

/** The key of a mail, without parsing it all. */
export const keyIn = ({ raw }: Taken): string =>
  /^X-Duban-Key: (.*(?:\r\n[ \t].*)*)/im.exec(raw.toString('latin1'))?.[1]?.replace(/\s+/g, '') ?? '';
