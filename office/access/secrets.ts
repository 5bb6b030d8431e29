import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../domain/journal/canonical';

/** An id that only its bearer knows: 32 random bytes. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Under which a secret is kept: whoever reads the ledger cannot use it. */
export const keptAs = (secret: string): string => sha256(`duban ${secret}`);

/** A tag over words under a key, 24 characters. */
export const tagOf = (key: string, words: string): string =>
  createHmac('sha256', key).update(words).digest('base64url').slice(0, 24);

/** Whether two tags are the same, in a time that says nothing about them. */
export function sameTag(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
