import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical JSON (RFC 8785) of a value; members that are undefined are left out. Throws RangeError for what JSON cannot hold. */
export function canonical(value: unknown): string {
  const written = canonicalize(value);
  if (written === undefined) throw new RangeError('not a JSON value');
  return written;
}

/** Lower-case hex sha256 of a text in UTF-8. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** sha256 of the canonical JSON of a value: the digest by which the journal names reference data and commands. */
export const digestOf = (value: unknown): string => sha256(canonical(value));
