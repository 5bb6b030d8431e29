import { parseCheckpoint, type Checkpoint } from '../../domain/journal/checkpoint';
import { openNote } from '../../domain/journal/note';
import { includes } from '../../domain/journal/proof';
import { parseProof } from '../../domain/journal/tlog-proof';
import { leafHash } from '../../domain/journal/tree';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { verifierOf } from '../../ledger/log/key';

/** What a proof shows. */
export interface ShownProof {
  readonly index: number;
  readonly checkpoint: Checkpoint;
}

/**
 * Checks the proof of one entry without any database: the signature of its checkpoint by the key, and the way from the
 * entry to the root. Refuses `bad-key`, `bad-proof`, `bad-note`, `bad-signature`, `unknown-signer`, `bad-checkpoint`,
 * `proof-differs`.
 */
export function checkProof(parts: {
  readonly entry: Buffer;
  readonly proof: string;
  readonly vkey: string;
}): Result<ShownProof> {
  const key = verifierOf(parts.vkey);
  if (!key.ok) return key;
  const proof = parseProof(parts.proof);
  if (!proof.ok) return proof;
  const { index, hashes, checkpoint: note } = proof.value;
  const opened = openNote(note, [key.value]);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint;
  const { size, root } = checkpoint.value;
  return includes(leafHash(parts.entry), { index, size }, hashes, root)
    ? ok({ index, checkpoint: checkpoint.value })
    : proofDiffers;
}

const proofDiffers = refuse(
  'proof-differs',
  text('这条记录不是证明里的那一条，或被改动过', 'the entry is not that of the proof, or was changed'),
  text(
    '请用 audit prove 写出的原件：event.json 与它的 .tlog-proof',
    'use the files as audit prove wrote them: event.json and its .tlog-proof',
  ),
);
