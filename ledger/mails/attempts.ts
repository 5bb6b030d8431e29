import { sql } from 'kysely';
import { MAILROOM } from '../../domain/journal/streams';
import { plusMs, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';
import { appendOne } from '../journal/journal';

/** Who claims or recovers: one attempt of a run of posting, and when. */
export interface ClaimCall {
  /** Identity of the post run: workflow run + activity, the same for all attempts. */
  readonly run: string;
  readonly attempt: number;
  readonly now: Instant;
}

/** A claim by its run and attempt and, since one attempt may claim a mail again, when it was. */
export type ClaimName = Pick<ClaimCall, 'run' | 'attempt'> & Partial<Pick<ClaimCall, 'now'>>;

/** Age, ms, at which a run of posting is over: no attempt of it comes any more. */
export const RUN_ENDED_MS = 3 * 86_400_000;

/** Body of `postBegan` in the stream `mailroom`: the newest attempt of a run from now on. */
export interface PostBegan {
  readonly run: string;
  readonly attempt: number;
  readonly began: Instant;
}

/** The attempt of a run that is the newest as long as no later one is known: it is written nowhere. */
export const FIRST_ATTEMPT = 1;

/**
 * Makes a later attempt the newest of its run, unless a newer one is known; whether it is. It is journaled, and runs that
 * are over are forgotten then and at no other time, so that the journal alone gives the table.
 */
export async function becomeNewest(db: Db, call: ClaimCall): Promise<boolean> {
  const { run, attempt, now } = call;
  if (attempt > FIRST_ATTEMPT) {
    if (sharesRows(db)) await sql`select pg_advisory_xact_lock(hashtextextended(${run}, 0))`.execute(db);
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('post_runs')
      .values({ run, attempt, began: now })
      .onConflict((c) =>
        c.column('run').doUpdateSet({ attempt, began: now }).where('post_runs.attempt', '<', attempt),
      )
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows) {
      const body: PostBegan = { run, attempt, began: now };
      await appendOne(db, MAILROOM, { type: 'postBegan', body, at: now, actor: 'duban', requestKey: null });
      await db.deleteFrom('post_runs').where('began', '<', plusMs(now, -RUN_ENDED_MS)).execute();
    }
  }
  return (await attemptOf(db, call)) === attempt;
}

/** The newest attempt of a run that is known. A newer one is made known only after this transaction has ended. */
export async function attemptOf(db: Db, { run }: ClaimCall): Promise<number> {
  const { rows } = await attemptsHeld(db, { run });
  return rows[0]?.attempt ?? FIRST_ATTEMPT;
}

const attemptsHeld = prepared((db, place: PlaceOf<Pick<ClaimCall, 'run'>>) =>
  db
    .selectNoFrom(attemptIn(db, place).as('attempt'))
    .$if(sharesRows(db), (q) =>
      q.select(sql`pg_advisory_xact_lock_shared(hashtextextended(${place('run')}, 0))`.as('held')),
    ),
);

/** The newest attempt of a run that is written down. */
export const attemptIn = (db: Db, place: PlaceOf<Pick<ClaimCall, 'run'>>) =>
  db.selectFrom('post_runs').select('attempt').where('run', '=', place('run'));
