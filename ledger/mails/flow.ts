import { MAILROOM } from '../../domain/journal/streams';
import { instant, type Instant } from '../../domain/time';
import { lastOfType } from '../journal/journal';
import type { Db } from '../database/schema';
import { isPauseInTime, paused } from './pause';
import { pending } from './window';

/** What tells whether mail moves. */
export interface MailFlow {
  /** Mails that are ready or on their way. */
  readonly waiting: number;
  /** Since when there is something to do about one of them; null: about none yet, or sending is paused. */
  readonly due: Instant | null;
  /** When a chunk of posting last ended that had sent something, or put an end to it; null: never. */
  readonly posted: Instant | null;
  /** When sending last went on after a pause; null: never. */
  readonly resumed: Instant | null;
}

/** What waits at a moment and since when, and when mail last moved. */
export async function mailFlow(db: Db, now: Instant): Promise<MailFlow> {
  const { ready, sending, since } = await pending(db, now);
  const pause = await paused(db);
  const held = pause !== null && isPauseInTime(pause, now);
  return {
    waiting: ready + sending,
    due: held || since === null || since > now ? null : since,
    posted: await lastMoved(db),
    resumed: (await lastOfType(db, MAILROOM, 'sendingResumed'))?.at ?? null,
  };
}

/** The last end of a mail that a server took or refused, which a chunk writes down before it ends. */
async function lastMoved(db: Db): Promise<Instant | null> {
  const [journaled, settled] = await Promise.all([
    lastOfType(db, MAILROOM, 'delivered'),
    db
      .selectFrom('mails')
      .select((x) => x.fn.max('settled_at').as('at'))
      .where('state', '=', 'sent')
      .where('journaled', '=', 0)
      .executeTakeFirst(),
  ]);
  const moments = [journaled?.at ?? null, settled?.at ?? null].filter((at) => at !== null);
  return moments.length === 0 ? null : instant(Math.max(...moments));
}
