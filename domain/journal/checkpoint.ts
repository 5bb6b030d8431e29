import { ok, refuse, text, type Result } from '../problem';
import { decodeBase64, openNote, type NoteVerifier } from './note';
import type { Tree } from './proof';
import { HASH_BYTES } from './tree';

/** The state of a log (c2sp.org/tlog-checkpoint@v1.0.0): the text that is signed. It holds no time. */
export interface Checkpoint extends Tree {
  readonly origin: string;
}

/** The text of a checkpoint, to be signed. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Reads the text of a checkpoint; lines after the third are passed over. Refuses `bad-checkpoint`. */
export function parseCheckpoint(body: string): Result<Checkpoint> {
  const [origin = '', digits = '', base64] = body.split('\n');
  const root = decodeBase64(base64);
  const size = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : NaN;
  return origin !== '' && Number.isSafeInteger(size) && root?.length === HASH_BYTES && body.endsWith('\n')
    ? ok({ origin, size, root })
    : refuse(
        'bad-checkpoint',
        text('存证点的写法不对，或被截断', 'the checkpoint is malformed or cut short'),
        text('应是三行：名称、条数、Base64 的根', 'it has three lines: origin, size, base64 root'),
      );
}

/** Size and the beginning of the root, as they stand in the last line of a mail. */
export const shortCheckpoint = ({ size, root }: Tree): string =>
  `${size} · ${root.toString('base64').slice(0, 8)}…`;

/** The growth of a log, as a witness is asked to sign it. */
interface Growth {
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
