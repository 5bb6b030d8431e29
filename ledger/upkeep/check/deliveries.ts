import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import { digestOf } from '../../../domain/journal/canonical';
import {
  ENDED,
  entriesFor,
  type Delivered,
  type DeliveryEntry,
  type EndedMailRow,
} from '../../mails/deliveries';
import type { Db } from '../../database/schema';
import { fromJson, pagesOf, type Json } from '../../database/stored';
import { addressDigest } from '../../office/identity';
import { type MailState, TERMINAL } from '../../database/tables/mails';
import { rowExtra } from './compare';

/** What the journal says of one round of one mail. */
interface JournalEntry {
  readonly mail: string;
  readonly round: number;
  readonly outcome: MailState;
  readonly seq: number;
  /** Digest of all that the journal says of it. */
  readonly said: string;
}

/** Mails that are read at once: each holds its whole text. */
const MAILS_A_QUERY = 200;

interface Mail extends EndedMailRow {
  readonly journaled: number;
}

const endedMailPages = (db: Db): AsyncGenerator<readonly Mail[]> =>
  pagesOf(MAILS_A_QUERY, (last) =>
    db
      .selectFrom('mails')
      .select([...ENDED, 'journaled'])
      .where('key', '>', last?.key ?? '')
      .orderBy('key')
      .limit(MAILS_A_QUERY)
      .execute(),
  );

/**
 * One entry in the journal for each mail that has ended, for each round of it, and the reverse: `delivery-missing`,
 * `delivery-extra`, `delivery-differs`, `delivery-content` (text, recipients or answer). Ends whose entry the next pass writes are counted as pending.
 */
export async function checkDeliveries(
  db: Db,
): Promise<{ readonly findings: readonly Finding[]; readonly pending: number }> {
  const { entries, twice } = await deliveryEntries(db);
  const digest = entries.size > 0 ? await addressDigest(db) : null;
  const findings = [...twice];
  const known = new Set<string>();
  let pending = 0;
  for await (const mails of endedMailPages(db)) {
    for (const mail of mails) {
      known.add(mail.key);
      findings.push(...checkMail(mail, entries));
      if (mail.journaled === 0 && TERMINAL.includes(mail.state)) pending += 1;
    }
    const journaled = mails.filter((mail) => mail.journaled === 1);
    if (digest) findings.push(...checkContents(await entriesFor(db, journaled, digest), entries));
  }
  for (const entry of entries.values()) if (!known.has(entry.mail)) findings.push(extra(entry));
  return { findings: [...findings, ...(await lostDelivered(db))], pending };
}

const deliveryId = (mail: string, round: number): string => `${round}|${mail}`;

async function deliveryEntries(db: Db) {
  const events = await db
    .selectFrom('events')
    .select(['seq', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', '=', 'delivered')
    .orderBy('seq')
    .execute();
  const entries = new Map<string, JournalEntry>();
  const twice: Finding[] = [];
  for (const { seq, body } of events) {
    const delivered: Json<Delivered> = body;
    for (const said of fromJson(delivered).entries) {
      const { mail, round, outcome } = said;
      const entry = { mail, round, outcome, seq, said: digestOf(said) };
      if (entries.has(deliveryId(mail, round))) twice.push(extra(entry));
      else entries.set(deliveryId(mail, round), entry);
    }
  }
  return { entries, twice };
}

/** Text, recipients and the server's answer of a mail that has ended stay what the journal says of them. */
const checkContents = (
  stored: readonly DeliveryEntry[],
  entries: ReadonlyMap<string, JournalEntry>,
): readonly Finding[] =>
  stored.flatMap((mail) => {
    const entry = entries.get(deliveryId(mail.mail, mail.round));
    return entry?.outcome === mail.outcome && entry.said !== digestOf(mail) ? [contentDiffers(entry)] : [];
  });

/** Rounds before the present one have ended; the present one has when it is journaled. */
function checkMail(
  { key, state, round, journaled }: Mail,
  entries: ReadonlyMap<string, JournalEntry>,
): readonly Finding[] {
  const rounds = Array.from({ length: round + journaled }, (_, n) => n);
  const missing = rounds.filter((n) => !entries.has(deliveryId(key, n))).map((n) => lacks(key, n));
  const last = entries.get(deliveryId(key, round));
  if (!last) return missing;
  if (journaled === 0) return [...missing, extra(last)];
  return last.outcome === state ? missing : [...missing, deliveryDiffers(last, state)];
}

/** Rows whose mail does not exist. */
async function lostDelivered(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('outbox')
    .leftJoin('mails', 'mails.key', 'outbox.mail')
    .select(['outbox.key', 'outbox.stream', 'outbox.seq'])
    .where('outbox.mail', 'is not', null)
    .where('mails.key', 'is', null)
    .execute();
  return rows.map(({ key, stream, seq }) => rowExtra('outbox.mail', key, { stream, seq }));
}

const lacks = (mail: string, round: number): Finding => ({
  code: 'delivery-missing',
  stream: MAILROOM,
  seq: null,
  message: text(
    `邮件 ${mail}（第 ${round + 1} 轮）已有结果，台账中却没有`,
    `the mail ${mail} (round ${round + 1}) has ended, and the journal has no entry`,
  ),
});

const extra = ({ mail, round, seq }: JournalEntry): Finding => ({
  code: 'delivery-extra',
  stream: MAILROOM,
  seq,
  message: text(
    `台账第 ${seq} 条记有邮件 ${mail}（第 ${round + 1} 轮）的结果，与邮件表不符`,
    `event ${seq} has an end of the mail ${mail} (round ${round + 1}) that the mails do not have`,
  ),
});

const contentDiffers = ({ mail, seq }: JournalEntry): Finding => ({
  code: 'delivery-content',
  stream: MAILROOM,
  seq,
  message: text(
    `邮件 ${mail} 的正文、收件人或服务器答复与台账所记不符`,
    `text, recipients or answer of the mail ${mail} are not those of the journal`,
  ),
});

const deliveryDiffers = ({ mail, outcome, seq }: JournalEntry, state: MailState): Finding => ({
  code: 'delivery-differs',
  stream: MAILROOM,
  seq,
  message: text(
    `邮件 ${mail} 的结果在台账中为 ${outcome}，在邮件表中为 ${state}`,
    `the mail ${mail} ended as ${outcome} in the journal, as ${state} in the mails`,
  ),
});
