import { createHash } from 'node:crypto';
import { ok, refuse, text, type Result } from '../problem';

/** SHA-256 of something, as AlgorithmIdentifier and octets (RFC 3161 MessageImprint). */
const IMPRINT = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** The bytes of a number that was used once, positive. */
const NONCE_BYTES = 8;

const imprintOf = (note: string): Buffer =>
  Buffer.concat([IMPRINT, createHash('sha256').update(note).digest()]);

/**
 * A request for a time stamp on a note (RFC 3161, DER): version 1, the note's SHA-256, a nonce of 8 bytes, with the
 * authority's certificate in the answer.
 */
export function timestampRequest(note: string, nonce: Buffer): Buffer {
  const positive = Buffer.from(nonce.subarray(0, NONCE_BYTES));
  positive[0] = ((positive[0] ?? 0) & 0x7f) | 0x40;
  const body = Buffer.concat([
    Buffer.from('020101', 'hex'),
    imprintOf(note),
    Buffer.from(`02${NONCE_BYTES.toString(16).padStart(2, '0')}`, 'hex'),
    positive,
    Buffer.from('0101ff', 'hex'),
  ]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** Granted, or granted with changes (PKIStatus 0 and 1). */
const GRANTED = [0, 1];

/** The first element within a DER sequence; null for another form. */
function inside(der: Buffer): Buffer | null {
  const short = der[1] ?? 0;
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  return der[0] === 0x30 && lengthBytes <= 3 ? der.subarray(2 + lengthBytes) : null;
}

/**
 * Looks whether an answer grants a stamp on this note; who stamped it, and that it is sound, `openssl ts -verify` says.
 * Refuses `bad-timestamp`.
 */
export function checkTimestamp(answer: Buffer, note: string): Result<null> {
  const status = inside(inside(answer) ?? Buffer.alloc(0));
  const granted = status?.subarray(0, 2).toString('hex') === '0201' && GRANTED.includes(status[2] ?? -1);
  return granted && answer.includes(imprintOf(note))
    ? ok(null)
    : refuse(
        'bad-timestamp',
        text('时间戳机构没有给出这个存证点的时间戳', 'the authority did not stamp this checkpoint'),
        text('核对 DUBAN_TSA_URL 是不是 RFC 3161 的服务', 'check that DUBAN_TSA_URL is an RFC 3161 service'),
      );
}
