import { formatCheckpoint } from '../../domain/journal/checkpoint';
import { signNote, type NoteSigner } from '../../domain/journal/note';
import { rootAt, type Tree } from '../../domain/journal/proof';
import { MAILROOM } from '../../domain/journal/streams';
import type { CivilDate, Instant } from '../../domain/time';
import { appendOne, lastOfType } from '../journal/journal';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import { signersOf, type LogKeyPlace } from './log-key';
import { sequence } from './sequence';
import { subtreeReader } from './tiles';

/** Body of `checkpoint` (存证点) in the stream `mailroom`. */
export interface CheckpointBody {
  /** The last slot posted to its end when it was made; null before the first. */
  readonly slot: CivilDate | null;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The signed note; null when no key was there to sign. */
  readonly note: string | null;
}

export interface CheckpointCall {
  /** The slot that has been posted to its end; null: something is about to be composed. */
  readonly slot: CivilDate | null;
  readonly now: Instant;
}

/** The latest checkpoint, or the latest that there was at an instant; null before the first. */
export async function lastCheckpoint(db: Db, until?: Instant): Promise<CheckpointBody | null> {
  const event = await lastOfType(db, MAILROOM, 'checkpoint', until);
  if (!event) return null;
  const body: Json<CheckpointBody> = event.body;
  return fromJson(body);
}

/** When the latest checkpoint was made, over how many entries, and whether it is signed; null before the first. */
export async function checkpointMark(
  db: Db,
): Promise<{ readonly at: Instant; readonly size: number; readonly signed: boolean } | null> {
  const event = await lastOfType(db, MAILROOM, 'checkpoint');
  if (!event) return null;
  const body: Json<CheckpointBody> = event.body;
  const { size, note } = fromJson(body);
  return { at: event.at, size, signed: note !== null };
}

/** The latest checkpoint as every mail carries it; null before the first, and when it could not be signed. */
export const lastNote = async (db: Db): Promise<string | null> => (await lastCheckpoint(db))?.note ?? null;

/**
 * Numbers all events and journals a checkpoint over them: after a slot one for each, else when there is anything new. A
 * key that is lost or wrong stops nothing: the checkpoint is not signed, and `doctor` says why.
 */
export async function checkpoint(
  db: Db,
  { slot, now }: CheckpointCall,
  place: LogKeyPlace | null,
): Promise<CheckpointBody> {
  const last = await lastCheckpoint(db);
  if (last && slot !== null && last.slot !== null && last.slot >= slot) return last;
  const signers = await signersOf(db, place, now);
  const size = await sequence(db);
  if (last && slot === null && !(await hasNews(db, last.size))) return last;
  const tree = { size, root: await rootAt(size, subtreeReader(db)) };
  const body: CheckpointBody = {
    slot: slot ?? last?.slot ?? null,
    size,
    root: tree.root.toString('base64'),
    note: signers.ok ? signedNote(tree, signers.value) : null,
  };
  await appendOne(db, MAILROOM, { type: 'checkpoint', body, at: now, actor: 'duban', requestKey: null });
  return body;
}

/** Events about checkpoints: of these alone no checkpoint is made. */
const NO_NEWS = ['checkpoint', 'attested', 'attestationFailed'];

/** Whether an event that neither is nor signs a checkpoint is in the log from a place on. */
async function hasNews(db: Db, from: number): Promise<boolean> {
  const row = await db
    .selectFrom('log_entries')
    .innerJoin('events', (on) =>
      on.onRef('events.stream', '=', 'log_entries.stream').onRef('events.seq', '=', 'log_entries.seq'),
    )
    .select('log_entries.idx')
    .where('log_entries.idx', '>=', from)
    .where('events.type', 'not in', NO_NEWS)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function signedNote(tree: Tree, signers: readonly NoteSigner[]): string | null {
  const [first] = signers;
  return first ? signNote(formatCheckpoint({ origin: first.name, ...tree }), signers) : null;
}
