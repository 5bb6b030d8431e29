import { MAILROOM } from '../../../domain/journal/streams';
import type { Finding } from '../../../domain/journal/types';
import type { Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';
import { paused } from '../../mails/pause';
import { compareRows, rowExtra } from './compare';

/** Values that this program keeps. */
const SETTING_NAMES = ['salt', 'paused'];

/** Sending is paused, and for the reason given, as the last event about it says. */
export async function checkPause(db: Db): Promise<readonly Finding[]> {
  const last = await db
    .selectFrom('events')
    .select(['seq', 'at', 'type', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', 'in', ['sendingPaused', 'sendingResumed'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const pause = await paused(db);
  const body: Json<{ readonly reason: string }> | undefined = last?.body;
  const name = 'paused';
  const names = await db.selectFrom('settings').select('name').execute();
  const others = names.filter(({ name: one }) => !SETTING_NAMES.includes(one));
  return [
    ...others.map(({ name: one }) => rowExtra('settings', one, { stream: MAILROOM, seq: null })),
    ...compareRows(
      {
        table: 'settings',
        key: 'name',
        expected:
          last?.type === 'sendingPaused' && body !== undefined
            ? [{ name, reason: fromJson(body).reason, since: last.at }]
            : [],
        actual: pause ? [{ name, ...pause }] : [],
      },
      { stream: MAILROOM, seq: last?.seq ?? null },
    ),
  ];
}
