import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical JSON (RFC 8785) of a value; throws TypeError on one that JSON cannot say (undefined, a function). */
export function canonical(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('not a JSON value');
  return json;
}

/** Lower-case hex sha256 of the UTF-8 bytes of a text. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
