import { ok, refuse, text, type Result } from '../problem';
import { openNote, type NoteVerifier } from './note';

/** The growth of a log, as a witness is asked to sign it. */
export interface Growth {
  /** The size that the witness has seen; 0: none. */
  readonly old: number;
  /** That the new tree begins with the old one (RFC 6962 §2.1.2). */
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint of the new size. */
  readonly note: string;
}

/** The body of add-checkpoint (c2sp.org/tlog-witness@v1.0.0). */
export const formatGrowth = ({ old, hashes, note }: Growth): string =>
  `old ${old}\n${hashes.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`;

/** What a witness signs (c2sp.org/tlog-cosignature): its time, then the text of the checkpoint. */
export const cosignedBytes = (seconds: bigint, message: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`cosignature/v1\ntime ${seconds}\n`), message]);

/**
 * The line by which a witness has signed a checkpoint, out of its answer; lines of others are left out. Refuses
 * `bad-witness` when there is none, or it is not the witness's.
 */
export function cosignatureIn(answer: string, note: string, witness: NoteVerifier): Result<string> {
  const own = answer.split('\n').filter((line) => line.startsWith(`— ${witness.name} `));
  for (const line of own) if (openNote(`${note}${line}\n`, [witness]).ok) return ok(line);
  return refuse(
    'bad-witness',
    text(`见证人 ${witness.name} 的答复里没有它的签名`, `the witness ${witness.name} did not sign`),
    text('核对 DUBAN_WITNESS 里的公钥', 'check the public key in DUBAN_WITNESS'),
  );
}

/** A checkpoint with the signatures of witnesses below its own. */
export const cosigned = (note: string, lines: readonly string[]): string =>
  `${note}${lines.map((line) => `${line}\n`).join('')}`;
