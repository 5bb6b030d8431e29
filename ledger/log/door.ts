import { MAILROOM } from '../../domain/journal/streams';
import { ok, type Result } from '../../domain/problem';
import type { Ways } from '../database/ways';
import type { JournalChange } from '../journal/journal';
import { attestations, attestedAt } from './attest';
import { checkpoint, checkpointMark, lastCheckpoint, type CheckpointCall } from './checkpoint';
import { entries } from './entries';
import { addKey } from './key';
import {
  journalKey,
  keysInForce,
  knownKeys,
  logKeyOf,
  logKeyProblem,
  noKey,
  type LogKeyPlace,
} from './log-key';
import { growth, logKeys, prove, rootOfFirst, signedCheckpoint, type EventPlace } from './prove';
import { tileAt } from './tiles';
import { verify, type VerifyProgress } from './verify';

export type LogDoor = ReturnType<typeof logDoor>;

/** The log over all events, its checkpoints and proofs. `logKey`: where its key is; null: checkpoints are not signed. */
export const logDoor = (ways: Ways, logKey: LogKeyPlace | null, { asks, snapshot, write } = ways) => ({
  /**
   * Numbers all events and journals a checkpoint over them: one for each slot, and with slot null one when there is
   * anything new. Idempotent.
   */
  checkpoint: (call: CheckpointCall) => write([MAILROOM], (db) => checkpoint(db, call, logKey)),
  lastCheckpoint: asks(lastCheckpoint),
  /** When the latest was made, over how many entries, and whether it is signed; null before the first. */
  checkpointMark: asks(checkpointMark),
  /** The newest that is signed; null before the first. */
  signedCheckpoint: asks(signedCheckpoint),
  /** The last that was heard of each witness and time-stamp authority. */
  attestations: asks(attestations),
  /** What they signed of the checkpoint of a size (entries). */
  attestedAt: asks(attestedAt),
  /** The proof that the log only grew between two sizes. */
  growth: asks(growth),
  /** The public key in force (vkey) of the kind that every verifier supports; null before the first checkpoint. */
  logKey: asks(logKeyOf),
  /** All public keys in force, that one first. */
  keysInForce: asks(keysInForce),
  /** `log-key-lost`, `log-key-wrong` or `log-key-unreadable`; null: nothing is in the way of signing. */
  logKeyProblem: () => ways.read((db) => logKeyProblem(db, logKey)),
  /** Every public key that the log has had, the first first. */
  logKeys: asks(logKeys),
  /** Puts new keys into force; the old ones sign beside them while they stand in the file. Refuses `no-log-key`. */
  rotateLogKey: (by: JournalChange) => rotateLogKey(ways, logKey, by),
  /** The proof of an event under the newest signed checkpoint. Refuses `event-not-found`, `not-covered`. */
  prove: (of: EventPlace) => snapshot((db) => prove(db, of)),
  /** A stretch of the log in its order. */
  entries: asks(entries),
  /** The hashes of a tile as far as it is filled. */
  tile: asks(tileAt),
  /** The root over the first `size` entries; null when there are fewer. */
  rootOfFirst: asks(rootOfFirst),
  /** Recomputes every chain, the log and its checkpoints; findings name stream and seq. `progress` hears of events done. */
  verify: (progress?: VerifyProgress) => snapshot((db) => verify(db, progress)),
});

/** The key is made outside the transaction, which may be begun again. */
async function rotateLogKey(
  { read, write }: Ways,
  logKey: LogKeyPlace | null,
  by: JournalChange,
): Promise<Result<{ readonly vkeys: readonly string[] }>> {
  if (!logKey) return noKey;
  const added = addKey(logKey.file, await read((db) => knownKeys(db, logKey)));
  if (!added.ok) return added;
  const { value: vkeys } = added;
  await write([MAILROOM], (db) => journalKey(db, vkeys, by));
  return ok({ vkeys });
}
