import { sql } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { Db } from '../database/schema';

/** One issuing run of a notice (交办批次). */
export interface IssueRun {
  readonly notice: string;
  readonly batch: number;
}

/** Items that a later run took over for their letters still belong to the run that issued them. */
const ofRun = (db: Db, { notice, batch }: IssueRun) =>
  db.selectFrom('items').where('notice', '=', notice).where('plan_batch', '=', batch);

/** Open items of an issuing run (交办批次) after a stream, in the order of streams, `limit` at most. */
export async function issuedPage(
  db: Db,
  { after, limit, ...run }: IssueRun & { readonly after: StreamId | null; readonly limit: number },
): Promise<readonly StreamId[]> {
  const rows = await ofRun(db, run)
    .select('stream')
    .where('open', '=', 1)
    .where('stream', '>', after ?? '')
    .orderBy('stream')
    .limit(limit)
    .execute();
  return rows.map(({ stream }) => stream);
}

/** How many items an issuing run has, how many of them have no event yet, and the first `limit` of those. */
export async function unrecorded(
  db: Db,
  { limit, ...run }: IssueRun & { readonly limit: number },
): Promise<{ readonly total: number; readonly count: number; readonly streams: readonly StreamId[] }> {
  const { total, count } = await ofRun(db, run)
    .select([
      sql<number>`count(*)`.as('total'),
      sql<number>`count(case when state is null then 1 end)`.as('count'),
    ])
    .executeTakeFirstOrThrow();
  const rows =
    limit === 0
      ? []
      : await ofRun(db, run)
          .select('stream')
          .where('state', 'is', null)
          .orderBy('stream')
          .limit(limit)
          .execute();
  return { total, count, streams: rows.map(({ stream }) => stream) };
}

/** Issuing runs of which items are open, also those that have not recorded yet. */
export async function openRuns(db: Db): Promise<readonly IssueRun[]> {
  const rows = await db
    .selectFrom('items')
    .select(['notice', 'plan_batch'])
    .distinct()
    .where('open', '=', (x) => x.lit(1))
    .orderBy('notice')
    .orderBy('plan_batch')
    .execute();
  return rows.map(({ notice, plan_batch }) => ({ notice, batch: plan_batch }));
}
