import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import type { Db } from '../../database/schema';
import { editionCauses, mailDigest, wholeMails, type MailsComposed } from '../../mails/composed';
import { mailOfTask } from '../../../domain/digest/handover';
import { rowDiffers, rowExtra, rowMissing, type RowPlace } from './compare';
import { checkedEvents } from './events';

/** Mails that are read at once: each holds its whole text. */
const COMPOSED_PAGE = 200;

interface Noted {
  readonly digest: string;
  readonly seq: number;
}

/**
 * Every mail is what the journal says was composed: its text, addressee, recipients, items and times. What `record` has
 * just written and no pass has journaled yet must have been caused by events of its items.
 */
export async function checkComposed(db: Db): Promise<readonly Finding[]> {
  const noted = await notedMails(db);
  const rows = await db
    .selectFrom('mails')
    .select([
      'key',
      'noted',
      'state',
      'run',
      'claimed_at',
      'handed',
      'settled_at',
      'tries',
      'unknowns',
      'attempt',
      'round',
    ])
    .select(['next_try', 'ready_at'])
    .orderBy('key')
    .execute();
  const findings: Finding[] = [];
  for (let at = 0; at < rows.length; at += COMPOSED_PAGE) {
    const page = rows.slice(at, at + COMPOSED_PAGE);
    const whole = await wholeMails(
      db,
      page.map(({ key }) => key),
    );
    const digests = new Map(whole.map((one) => [one.mail.key, mailDigest(one)]));
    for (const row of page) {
      const known = noted.get(row.key);
      if (!isLikely(row)) findings.push(rowDiffers('mails', row.key, ['state'], notedPlace(known)));
      if (row.noted === 0 && known) findings.push(rowDiffers('mails', row.key, ['noted'], notedPlace(known)));
      else if (row.noted === 0) findings.push(...(await checkCause(db, row.key)));
      else if (!known) findings.push(rowExtra('mails', row.key, notedPlace(known)));
      else if (known.digest !== digests.get(row.key))
        findings.push(rowDiffers('mails, recipients, mail_items', row.key, ['composed'], notedPlace(known)));
    }
  }
  return [
    ...findings,
    ...(await lostComposed(db, rows, noted)),
    ...(await checkSheets(db)),
    ...(await checkWaiting(db)),
    ...(await checkGathering(db)),
  ];
}

const notedPlace = (noted: Noted | undefined): RowPlace => ({ stream: MAILROOM, seq: noted?.seq ?? null });

async function notedMails(db: Db): Promise<ReadonlyMap<string, Noted>> {
  const noted = new Map<string, Noted>();
  for (const { seq, body } of await checkedEvents<MailsComposed>(db, MAILROOM, ['mailsComposed']))
    for (const [key, digest] of Object.entries(body.mails)) noted.set(key, { digest, seq });
  return noted;
}

interface ComposedStanding {
  readonly state: string;
  readonly run: string | null;
  readonly claimed_at: number | null;
  readonly handed: number;
  readonly settled_at: number | null;
  readonly tries: number;
  readonly unknowns: number;
  readonly attempt: number;
  readonly round: number;
  readonly next_try: number;
  readonly ready_at: number;
}

/** Whether a mail can stand as it does: what waits has no end, what is being sent was claimed, what nobody claimed is as it was composed. */
function isLikely(mail: ComposedStanding): boolean {
  const waits = mail.state === 'ready' || mail.state === 'sending';
  if (waits !== (mail.settled_at === null) && mail.state !== 'manual') return false;
  if ((mail.run === null) !== (mail.claimed_at === null)) return false;
  if (mail.run !== null) return true;
  const untouched = mail.tries === 0 && mail.unknowns === 0 && mail.attempt === 0 && mail.handed === 0;
  return untouched && mail.state !== 'sending' && (mail.round > 0 || mail.next_try === mail.ready_at);
}

/** A sheet of the manual channel is settled when its task was done, and not before. */
async function checkSheets(db: Db): Promise<readonly Finding[]> {
  const done = await checkedEvents<{ readonly task: string }>(db, MAILROOM, ['taskDone']);
  const times = new Map(done.map(({ at, body }) => [mailOfTask(body.task), at]));
  const sheets = await db
    .selectFrom('mails')
    .select(['key', 'settled_at'])
    .where('state', '=', 'manual')
    .execute();
  return sheets
    .filter(({ key, settled_at }) => settled_at !== (times.get(key) ?? null))
    .map(({ key }) => rowDiffers('mails', key, ['settled_at'], notedPlace(undefined)));
}

/** Only what a change set that is under way urges by is held for it: a word in that column would keep back any mail. */
async function checkGathering(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('mails')
    .leftJoin('change_sets', (join) =>
      join.onRef('change_sets.key', '=', 'mails.act').on('change_sets.ended_at', 'is', null),
    )
    .select('mails.key')
    .where('mails.act', 'is not', null)
    .where((x) => x.or([x('mails.kind', '<>', 'urge'), x('change_sets.key', 'is', null)]))
    .orderBy('mails.key')
    .execute();
  return rows.map(({ key }) => rowDiffers('mails', key, ['act'], notedPlace(undefined)));
}

/** Of a mail that was never tried nobody has anything. */
async function checkWaiting(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('recipients')
    .innerJoin('mails', 'mails.key', 'recipients.mail')
    .select('mails.key')
    .distinct()
    .where('mails.state', 'in', ['ready', 'sending'])
    .where('mails.tries', '=', 0)
    .where('mails.unknowns', '=', 0)
    .where('mails.round', '=', 0)
    .where((x) => x.or([x('recipients.state', '<>', 'waiting'), x('recipients.response', 'is not', null)]))
    .execute();
  return rows.map(({ key }) => rowDiffers('recipients', key, ['state'], notedPlace(undefined)));
}

async function checkCause(db: Db, key: string): Promise<readonly Finding[]> {
  const mail = await db
    .selectFrom('mails')
    .select(['key', 'edition'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const causes = editionCauses(mail);
  for (const { stream, seq } of causes) {
    const event = await db
      .selectFrom('events')
      .select('seq')
      .where('stream', '=', stream)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (!event) return [rowExtra('mails', key, { stream: MAILROOM, seq: null })];
  }
  return causes.length > 0 ? [] : [rowExtra('mails', key, { stream: MAILROOM, seq: null })];
}

/** Mails that were composed and are gone, and items and recipients of mails that are none. */
async function lostComposed(
  db: Db,
  mails: readonly { readonly key: string }[],
  noted: ReadonlyMap<string, Noted>,
): Promise<readonly Finding[]> {
  const there = new Set(mails.map(({ key }) => key));
  const orphans = (table: 'mail_items' | 'recipients') =>
    db
      .selectFrom(table)
      .leftJoin('mails', 'mails.key', `${table}.mail`)
      .select(`${table}.mail`)
      .distinct()
      .where('mails.key', 'is', null)
      .execute();
  return [
    ...[...noted]
      .filter(([key]) => !there.has(key))
      .map(([key, { seq }]) => rowMissing('mails', key, { stream: MAILROOM, seq })),
    ...(await orphans('mail_items')).map(({ mail }) => rowExtra('mail_items', mail, notedPlace(undefined))),
    ...(await orphans('recipients')).map(({ mail }) => rowExtra('recipients', mail, notedPlace(undefined))),
  ];
}
