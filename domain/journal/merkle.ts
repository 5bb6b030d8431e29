import { canonical, sha256 } from './canonical';
import type { StreamHead } from './types';

const leaf = ({ stream, head }: StreamHead): string =>
  sha256(`leaf\n${canonical([stream, head.seq, head.hash])}`);
const node = (left: string, right: string): string => sha256(`node\n${left}${right}`);

/**
 * The Merkle root over the heads of all streams, in plain code-unit order of the streams; the order given does not
 * matter. An odd node rises unchanged. Leaves and nodes are hashed apart (as in RFC 6962), so that no leaf can stand for
 * a subtree. Without streams: the hash of the empty text.
 */
export function merkleRoot(heads: readonly StreamHead[]): string {
  const sorted = [...heads].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  let level = sorted.map(leaf);
  while (level.length > 1) level = parents(level);
  return level[0] ?? sha256('');
}

function parents(level: readonly string[]): string[] {
  const above: string[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] ?? '';
    const right = level[i + 1];
    above.push(right === undefined ? left : node(left, right));
  }
  return above;
}
