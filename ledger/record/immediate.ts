import { composeImmediate } from '../../domain/digest/compose';
import type { Edition } from '../../domain/digest/types';
import type { StreamId } from '../../domain/journal/types';
import { putMail } from '../mails/mailbox';
import { lastNote } from '../log/checkpoint';
import type { Db } from '../database/schema';
import type { RecordTransaction } from './transaction';
import { firstWindowDay } from '../../domain/slot';
import { loadSnapshot, seqsOf } from '../mails/snapshot';
import { makeSound } from '../mails/sound';

/** Puts the mails that the events of a call cause at once (催办、答复、补发交办) into the mailbox; those written. */
export async function postNow(transaction: RecordTransaction): Promise<readonly Edition[]> {
  const { db, office, stream, now, mails } = transaction;
  if (mails.length === 0) return [];
  const checkpoint = await lastNote(db);
  const posting = { office, now, checkpoint, digests: null };
  const written: Edition[] = [];
  for (const mail of mails) {
    const scope = { office, now, units: [mail.unit], streams: [stream], everything: false, rows: [] };
    const snapshot = await loadSnapshot(db, scope);
    const slot = firstWindowDay(office, now);
    const { value: edition } = await makeSound(db, { snapshot, slot }, (sound) =>
      composeImmediate(sound, mail, slot),
    );
    if (edition && (await putMail(db, edition, { ...posting, seqOf: seqsOf(snapshot) })))
      written.push(edition);
  }
  return written;
}

/** Whether a mail about an item waits to be sent: one that a call wrote whose caller never heard of it. */
export async function mailWaits(db: Db, stream: StreamId): Promise<boolean> {
  const row = await db
    .selectFrom('mails')
    .innerJoin('mail_items', 'mail_items.mail', 'mails.key')
    .select('mails.key')
    .where('mail_items.stream', '=', stream)
    .where('mails.state', '=', 'ready')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
