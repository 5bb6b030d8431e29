import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import type { Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import { paused } from '../../mails/pause';
import { compareRows } from './compare';

/** Sending is paused, and for the reason given, as the last event about it says. */
export async function checkPause(db: Db): Promise<readonly Finding[]> {
  const last = await db
    .selectFrom('events')
    .select(['seq', 'type', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', 'in', ['sendingPaused', 'sendingResumed'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const pause = await paused(db);
  const body: Json<{ readonly reason: string }> | undefined = last?.body;
  const name = 'paused';
  return compareRows(
    {
      table: 'settings',
      key: 'name',
      expected:
        last?.type === 'sendingPaused' && body !== undefined ? [{ name, reason: fromJson(body).reason }] : [],
      actual: pause ? [{ name, reason: pause.reason }] : [],
    },
    { stream: MAILROOM, seq: last?.seq ?? null },
  );
}
