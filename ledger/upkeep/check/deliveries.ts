import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import { text } from '../../../domain/problem';
import type { Delivered } from '../../mails/deliveries';
import { TERMINAL } from '../../mails/states';
import type { Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import type { MailState } from '../../types';
import { rowExtra } from './compare';

/** What the journal says of one round of one mail. */
interface Entry {
  readonly mail: string;
  readonly round: number;
  readonly outcome: MailState;
  readonly seq: number;
}

interface Mail {
  readonly key: string;
  readonly state: MailState;
  readonly round: number;
  readonly journaled: number;
}

/**
 * One entry in the journal for each mail that has ended, for each round of it, and the reverse: `delivery-missing`,
 * `delivery-extra`, `delivery-differs`. Ends whose entry the next pass writes are counted as pending.
 */
export async function checkDeliveries(
  db: Db,
): Promise<{ readonly findings: readonly Finding[]; readonly pending: number }> {
  const { entries, twice } = await entriesOf(db);
  const mails = await db
    .selectFrom('mails')
    .select(['key', 'state', 'round', 'journaled'])
    .orderBy('key')
    .execute();
  const findings = [...twice];
  for (const mail of mails) findings.push(...checkMail(mail, entries));
  const known = new Set(mails.map(({ key }) => key));
  for (const entry of entries.values()) if (!known.has(entry.mail)) findings.push(extra(entry));
  const pending = mails.filter((mail) => mail.journaled === 0 && TERMINAL.includes(mail.state)).length;
  return { findings: [...findings, ...(await lostMails(db))], pending };
}

const idOf = (mail: string, round: number): string => `${round}|${mail}`;

async function entriesOf(db: Db) {
  const events = await db
    .selectFrom('events')
    .select(['seq', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', '=', 'delivered')
    .orderBy('seq')
    .execute();
  const entries = new Map<string, Entry>();
  const twice: Finding[] = [];
  for (const { seq, body } of events) {
    const delivered: Json<Delivered> = body;
    for (const { mail, round, outcome } of fromJson(delivered).entries) {
      const entry = { mail, round, outcome, seq };
      if (entries.has(idOf(mail, round))) twice.push(extra(entry));
      else entries.set(idOf(mail, round), entry);
    }
  }
  return { entries, twice };
}

/** Rounds before the present one have ended; the present one has when it is journaled. */
function checkMail(
  { key, state, round, journaled }: Mail,
  entries: ReadonlyMap<string, Entry>,
): readonly Finding[] {
  const rounds = Array.from({ length: round + journaled }, (_, n) => n);
  const missing = rounds.filter((n) => !entries.has(idOf(key, n))).map((n) => lacks(key, n));
  const last = entries.get(idOf(key, round));
  if (!last) return missing;
  if (journaled === 0) return [...missing, extra(last)];
  return last.outcome === state ? missing : [...missing, differs(last, state)];
}

/** Rows that are said to be told by a mail that does not exist. */
async function lostMails(db: Db): Promise<readonly Finding[]> {
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

const extra = ({ mail, round, seq }: Entry): Finding => ({
  code: 'delivery-extra',
  stream: MAILROOM,
  seq,
  message: text(
    `台账第 ${seq} 条记有邮件 ${mail}（第 ${round + 1} 轮）的结果，与邮件表不符`,
    `event ${seq} has an end of the mail ${mail} (round ${round + 1}) that the mails do not have`,
  ),
});

const differs = ({ mail, outcome, seq }: Entry, state: MailState): Finding => ({
  code: 'delivery-differs',
  stream: MAILROOM,
  seq,
  message: text(
    `邮件 ${mail} 的结果在台账中为 ${outcome}，在邮件表中为 ${state}`,
    `the mail ${mail} ended as ${outcome} in the journal, as ${state} in the mails`,
  ),
});
