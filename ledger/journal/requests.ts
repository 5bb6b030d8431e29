import { text, type Problem } from '../../domain/problem';
import type { StreamId } from '../../domain/journal/types';
import type { Db } from '../database/schema';
import { fromJson, toJson } from '../database/stored';
import type { Answer } from '../database/tables/journal';

/** What is kept of an accepted request: the digest of its content, and its answer. */
export interface Remembered {
  readonly digest: string;
  readonly answer: Answer;
}

/** The stored answer under a request key; null when the key is unknown in this stream. */
export async function recall(db: Db, stream: StreamId, key: string): Promise<Remembered | null> {
  const row = await db
    .selectFrom('requests')
    .select(['digest', 'answer'])
    .where('stream', '=', stream)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? { digest: row.digest, answer: fromJson(row.answer) } : null;
}

/** The request that the last event of a stream came from; null when something else was last. */
export async function lastRequest(
  db: Db,
  stream: StreamId,
): Promise<(Remembered & { readonly key: string }) | null> {
  const row = await db
    .selectFrom('heads')
    .innerJoin('requests', (join) =>
      join.onRef('requests.stream', '=', 'heads.stream').onRef('requests.seq', '=', 'heads.seq'),
    )
    .select(['requests.key', 'requests.digest', 'requests.answer'])
    .where('heads.stream', '=', stream)
    .executeTakeFirst();
  return row ? { key: row.key, digest: row.digest, answer: fromJson(row.answer) } : null;
}

/** Keeps the answer to an accepted request, for ever. `seq` is the stream's head after it. */
export async function remember(
  db: Db,
  stream: StreamId,
  request: { readonly key: string; readonly digest: string; readonly answer: Answer; readonly seq: number },
): Promise<void> {
  await db
    .insertInto('requests')
    .values({
      stream,
      key: request.key,
      digest: request.digest,
      answer: toJson(request.answer),
      seq: request.seq,
    })
    .execute();
}

/** `key-reused`: the key was used before for something else. */
export const keyReused = (key: string): Problem => ({
  code: 'key-reused',
  message: text(`请求键 ${key} 已用于另一内容`, `the request key ${key} was used for something else`),
  hint: text(
    '换一个请求键，或原样重复先前的请求',
    'use another key, or repeat the earlier request unchanged',
  ),
});
