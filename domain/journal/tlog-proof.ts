import { ok, refuse, text, type Result } from '../problem';
import { decodeBase64 } from './note';
import { HASH_BYTES } from './tree';

/** The proof of one entry as a file of its own (c2sp.org/tlog-proof@v1). */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint, as it is. */
  readonly checkpoint: string;
  /** What the entry is, for people; nothing vouches for it. */
  readonly extra: Buffer | null;
}

const PROOF_HEAD = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;

/** The text of a proof. */
export const formatProof = ({ index, hashes, checkpoint, extra }: TlogProof): string =>
  [
    PROOF_HEAD,
    ...(extra ? [`extra ${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n');

/** Reads a proof; refuses `bad-proof` for another form or one that is cut short. */
export function parseProof(raw: string): Result<TlogProof> {
  const cut = raw.indexOf('\n\n');
  const [head, ...rest] = raw.slice(0, Math.max(0, cut)).split('\n');
  const extra = rest[0]?.startsWith('extra ') ? decodeBase64(rest.shift()?.slice(6)) : undefined;
  const [, digits] = /^index (0|[1-9]\d{0,15})$/.exec(rest.shift() ?? '') ?? [];
  const hashes = rest.map((line) => decodeBase64(line));
  const whole = hashes.filter((hash) => hash?.length === HASH_BYTES).filter((hash) => hash !== null);
  const checkpoint = raw.slice(cut + 2);
  return head === PROOF_HEAD &&
    digits &&
    extra !== null &&
    whole.length === rest.length &&
    rest.length <= MAX_HASHES &&
    checkpoint
    ? ok({ index: Number(digits), hashes: whole, checkpoint, extra: extra ?? null })
    : refuse(
        'bad-proof',
        text('这不是完整的证明文件', 'this is not a whole proof'),
        text(`应以 ${PROOF_HEAD} 开头，未经删改`, `it begins with ${PROOF_HEAD} and has not been cut`),
      );
}
