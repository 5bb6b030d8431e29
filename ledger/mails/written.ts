import type { ClaimedMail } from '../../domain/digest/delivery';
import type { Office } from '../../domain/office';
import type { Db } from '../database/schema';
import { editionIn } from './edition';
import { noticesWith } from './prepare';

/**
 * A mail as it is or was written, to nobody: its series, the checkpoint that it carries and the texts that go with it. Null
 * when there is none under this key, or its text is broken.
 */
export async function writtenMail(
  db: Db,
  key: string,
  office: Office,
): Promise<Omit<ClaimedMail, 'recipients'> | null> {
  const row = await db
    .selectFrom('mails')
    .select(['edition', 'message_id', 'checkpoint', 'addressee', 'audience', 'composed_at'])
    .where('key', '=', key)
    .executeTakeFirst();
  const edition = row && editionIn(row.edition);
  if (!edition) return null;
  const first = await db
    .selectFrom('mails')
    .select('message_id')
    .where('addressee', '=', row.addressee)
    .where('audience', '=', row.audience)
    .where('state', '=', 'sent')
    .where('composed_at', '<', row.composed_at)
    .orderBy('composed_at')
    .orderBy('key')
    .limit(1)
    .executeTakeFirst();
  return {
    ...{ key, edition, messageId: row.message_id, checkpoint: row.checkpoint },
    references: first?.message_id ?? null,
    notices: await noticesWith(db, edition, office),
  };
}
