import { proveConsistency, proveInclusion, rootAt } from '../../domain/journal/proof';
import { MAILROOM } from '../../domain/journal/streams';
import type { TlogProof } from '../../domain/journal/tlog-proof';
import type { ChainedEvent, StreamId } from '../../domain/journal/types';
import { cosigned } from '../../domain/journal/checkpoint';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { toEvent } from '../journal/journal';
import { columnsAmong, type Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import { attestedAt, attestedLines } from './attest';
import type { CheckpointBody } from './checkpoint';
import type { LogKeyBody } from './log-key';
import { logSize } from './entries';
import { subtreeReader } from './tiles';

/** Where an event stands in the journal. */
export interface EventPlace {
  readonly stream: StreamId;
  readonly seq: number;
}

/** The root over the first `size` entries; null when there are fewer, no hash at all when tiles are missing. */
export async function rootOfFirst(db: Db, size: number): Promise<Buffer | null> {
  if (size > (await logSize(db))) return null;
  return rootAt(size, subtreeReader(db)).catch((error: unknown) => {
    if (error instanceof RangeError) return Buffer.alloc(0);
    throw error;
  });
}

/** Every public key that the log has had, the first first. */
export async function logKeys(db: Db): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', MAILROOM)
    .where('type', '=', 'logKey')
    .orderBy('seq')
    .execute();
  return rows.flatMap(({ body }: { readonly body: Json<LogKeyBody> }) => fromJson(body).vkeys);
}

/** The proof that the tree of `to` entries begins with that of `from`. */
export const growth = (
  db: Db,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly Buffer[]> => proveConsistency(from, to, subtreeReader(db));

/** The newest signed checkpoint; null before the first. */
export async function signedCheckpoint(db: Db): Promise<(CheckpointBody & { readonly note: string }) | null> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', MAILROOM)
    .where('type', '=', 'checkpoint')
    .orderBy('seq', 'desc')
    .execute();
  for (const row of rows) {
    const json: Json<CheckpointBody> = row.body;
    const { note, ...body } = fromJson(json);
    if (note !== null) return { ...body, note };
  }
  return null;
}

/** The proof that an event stands in the log of the newest signed checkpoint. Refuses `event-not-found`, `not-covered`. */
export async function prove(
  db: Db,
  { stream, seq }: EventPlace,
): Promise<Result<{ readonly event: ChainedEvent; readonly proof: TlogProof }>> {
  const row = await db
    .selectFrom('events')
    .leftJoin('log_entries', (on) =>
      on.onRef('log_entries.stream', '=', 'events.stream').onRef('log_entries.seq', '=', 'events.seq'),
    )
    .select(columnsAmong('events'))
    .select('log_entries.idx')
    .where('events.stream', '=', stream)
    .where('events.seq', '=', seq)
    .executeTakeFirst();
  if (!row) return eventNotFound(stream, seq);
  const checkpoint = await signedCheckpoint(db);
  if (row.idx === null || checkpoint === null || row.idx >= checkpoint.size) return notCovered(stream, seq);
  const hashes = await proveInclusion(row.idx, checkpoint.size, subtreeReader(db));
  const extra = Buffer.from(JSON.stringify({ stream, seq }));
  const note = cosigned(checkpoint.note, attestedLines(await attestedAt(db, checkpoint.size)));
  return ok({ event: toEvent(row), proof: { index: row.idx, hashes, checkpoint: note, extra } });
}

const eventNotFound = (stream: StreamId, seq: number): Result<never> =>
  refuse(
    'event-not-found',
    text(`${stream} 没有第 ${seq} 条`, `there is no event ${seq} of ${stream}`),
    text('先看这条流有哪些记录', 'see first which events the stream has'),
  );

const notCovered = (stream: StreamId, seq: number): Result<never> =>
  refuse(
    'not-covered',
    text(
      `${stream} 第 ${seq} 条还没有签名的存证点`,
      `no signed checkpoint covers event ${seq} of ${stream} yet`,
    ),
    text(
      '检查存证密钥文件在不在；收发室每个工作日做存证点',
      "check the log's key; the mailroom makes a checkpoint each working day",
    ),
  );
