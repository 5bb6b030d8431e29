import { toEvent } from '../../journal/journal';
import type { ChainedEvent, StreamId } from '../../../domain/journal/types';
import { columnsOf, type Db } from '../../database/schema';
import { fromJson, type Json } from '../../database/stored';

/** An event with its body read. */
export interface ReadEvent<B> extends Omit<ChainedEvent, 'body'> {
  readonly body: B;
}

/** The events of a stream that are of these types, oldest first; no types: all. */
export async function checkedEvents<B>(
  db: Db,
  stream: StreamId,
  types: readonly string[] = [],
): Promise<readonly ReadEvent<B>[]> {
  const rows = await db
    .selectFrom('events')
    .select(columnsOf('events'))
    .where('stream', '=', stream)
    .$if(types.length > 0, (q) => q.where('type', 'in', types))
    .orderBy('seq')
    .execute();
  return rows.map((row) => {
    const body: Json<B> = row.body;
    return { ...toEvent(row), body: fromJson(body) };
  });
}
