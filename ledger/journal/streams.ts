import type { StreamHead, StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';

/** All streams with their heads, in the order of their names. */
export async function streams(db: Db): Promise<readonly StreamHead[]> {
  const rows = await db.selectFrom('heads').select(['stream', 'seq', 'hash']).orderBy('stream').execute();
  return rows.map(({ stream, seq, hash }) => ({ stream, head: { seq, hash } }));
}

/** A number that grows with every event of any stream: who remembers it knows whether anything happened since. */
export async function revision(db: Db): Promise<number> {
  const { total } = await db
    .selectFrom('heads')
    .select((e) => e.fn.sum<number | string | null>('seq').as('total'))
    .executeTakeFirstOrThrow();
  return Number(total ?? 0);
}

/** The heads of some streams, and the revision at that moment. */
export interface MovedHeads {
  readonly heads: readonly { readonly stream: StreamId; readonly seq: number; readonly at: Instant }[];
  readonly revision: number;
}

/** The streams whose last event is of an instant or later, with the revision of the same moment (0: there are none). */
export async function movedHeads(db: Db, since: Instant): Promise<MovedHeads> {
  const heads = await db
    .selectFrom('heads')
    .select((x) => [
      ...(['stream', 'seq', 'at'] as const),
      x
        .selectFrom('heads as every')
        .select((e) => e.fn.sum<number | string>('every.seq').as('total'))
        .as('total'),
    ])
    .where('at', '>=', since)
    .execute();
  return { heads, revision: Number(heads[0]?.total ?? 0) };
}

/** Streams in which something happened after an instant. */
export async function streamsMovedSince(db: Db, at: Instant): Promise<readonly StreamId[]> {
  const rows = await db.selectFrom('heads').select('stream').where('at', '>', at).execute();
  return rows.map(({ stream }) => stream);
}
