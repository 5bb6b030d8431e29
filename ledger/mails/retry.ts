import { editionRecipients } from '../../domain/digest/handover';
import { partsThatFit } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import { hint, ok, type Problem, refuse, type Result, text } from '../../domain/problem';
import { inWindow } from '../../domain/slot';
import { instant, type Instant } from '../../domain/time';
import { owe } from '../journal/errands';
import { notedDigest, noteParts } from '../journal/note';
import { sharesRows } from '../database/locks';
import type { OfficeReader } from '../office/office';
import { keyReused, recall } from '../journal/requests';
import type { Db } from '../database/schema';
import { officeDay } from '../office/slots';
import { chunks } from '../database/stored';
import { type MailState, OF_SLOT } from '../database/tables/mails';
import type { JournalChange } from '../journal/journal';
import { journalDeliveries } from './deliveries';
import { editionOf } from './edition';
import { giveBack } from './rows';

const TYPE = 'mailsRetried';
const RETRYABLE: readonly MailState[] = ['failed', 'unknown'];

type FoundMail = Awaited<ReturnType<typeof find>>[number];

const find = (db: Db, keys: readonly string[]) =>
  db
    .selectFrom('mails')
    .select(['key', 'kind', 'state', 'slot', 'unit', 'addressee', 'audience', 'edition', 'round', 'ready_at'])
    .where('key', 'in', keys)
    .orderBy('key')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();

/**
 * Failed or unknown mails are tried again (重发), all or none, each in another round with its own entry in the
 * journal. A digest whose day is over is not sent after the event: it counts as missed and its rows go with the next
 * one, so that no unit gets two on a day. Refuses `mail-not-found`, `mail-not-retryable`, `no-recipient`, `key-reused`;
 * the same call again answers as before.
 */
export async function retryMails(
  db: Db,
  asked: readonly string[],
  by: JournalChange,
  officeOf: OfficeReader,
): Promise<Result<{ readonly retried: number }>> {
  const keys = [...new Set(asked)].sort();
  const bodies = partsThatFit(keys).map((mails) => ({ mails }));
  const known = await recall(db, MAILROOM, by.requestKey);
  if (known)
    return known.digest === notedDigest(TYPE, bodies)
      ? ok({ retried: keys.length })
      : { ok: false, problem: keyReused(by.requestKey) };
  const office = await officeOf(db);
  const found: FoundMail[] = [];
  for (const part of chunks(keys)) found.push(...(await find(db, part)));
  const problem = retryRefusal(keys, found, office, by.now);
  if (problem) return { ok: false, problem };
  // The round that ended must stand in the journal before another begins.
  await journalDeliveries(db, by.now);
  await noteParts(db, TYPE, bodies, by);
  for (const mail of found) await beginRetry(db, mail, office, by.now);
  await owe(db, 'retry', { type: 'kick', cause: by.requestKey });
  return ok({ retried: keys.length });
}

/** A digest leaves on its own day or not at all. */
const isSlotOver = ({ kind, slot }: FoundMail, office: Office, now: Instant): boolean => {
  const today = officeDay(office, now);
  return OF_SLOT.includes(kind) && (slot < today || (slot === today && !inWindow(office, now)));
};

async function beginRetry(db: Db, mail: FoundMail, office: Office, now: Instant): Promise<void> {
  const { key, round } = mail;
  const over = isSlotOver(mail, office, now);
  await db
    .updateTable('mails')
    .set({
      ...(over
        ? { state: 'missed' as const, settled_at: now }
        : {
            state: 'ready' as const,
            settled_at: null,
            next_try: instant(Math.max(now, mail.ready_at)),
            tries: 0,
            unknowns: 0,
          }),
      round: round + 1,
      journaled: 0,
      response: null,
    })
    .where('key', '=', key)
    .execute();
  await db
    .updateTable('recipients')
    .set({ state: 'waiting', response: null })
    .where('mail', '=', key)
    .where('state', '=', 'failed')
    .execute();
  if (over) await giveBack(db, mail);
}

function retryRefusal(
  keys: readonly string[],
  found: readonly FoundMail[],
  office: Office,
  now: Instant,
): Problem | null {
  const byKey = new Map(found.map((mail) => [mail.key, mail]));
  const unknown = keys.find((key) => !byKey.has(key));
  if (unknown !== undefined) return mailNotFound(unknown);
  const other = found.find(({ state }) => !RETRYABLE.includes(state));
  if (other) return notRetryable(other);
  const slot = officeDay(office, now);
  const nobody = found.find((mail) => editionRecipients({ ...editionOf(mail), slot }, office).length === 0);
  return nobody ? noRecipient(nobody) : null;
}

const retryProblem = (...args: Parameters<typeof refuse>): Problem => refuse(...args).problem;

const mailNotFound = (key: string): Problem =>
  retryProblem(
    'mail-not-found',
    text(`没有邮件“${key}”`, `there is no mail "${key}"`),
    hint('请查看邮件清单', 'see the list of mails', 'look-at-mails'),
  );

const notRetryable = ({ key, state }: FoundMail): Problem =>
  retryProblem(
    'mail-not-retryable',
    text(`邮件“${key}”的状态是 ${state}，不能重发`, `the mail "${key}" is ${state} and cannot be sent again`),
    text('只有失败、不明的邮件可以重发', 'only failed and unknown mails can'),
  );

const noRecipient = ({ key }: FoundMail): Problem =>
  retryProblem(
    'no-recipient',
    text(`邮件“${key}”没有收件地址`, `nobody has an address for the mail "${key}"`),
    hint('先登记联系人的邮箱', 'enter the address of a contact first', 'enter-contact'),
  );
