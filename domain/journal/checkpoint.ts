import { ok, refuse, text, type Result } from '../problem';
import { decodeBase64 } from './note';
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
