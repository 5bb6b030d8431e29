import { createHash } from 'node:crypto';
import { ok, refuse, text, type Result } from '../problem';

/** Kinds of key (c2sp.org/signed-note): the first byte before the public key. */
export const KEY_TYPE = { ed25519: 0x01, cosignature: 0x04, private: 0xff } as const;

/** A public key with the name under which it signs. `key` is the type byte, then the key. */
export interface NoteKey {
  readonly name: string;
  readonly id: number;
  readonly key: Buffer;
}

/** Signs or checks the text of a note; Ed25519 itself is outside, domain/ has no keys. */
export interface NoteSigner extends NoteKey {
  sign(message: Buffer): Buffer;
}
export interface NoteVerifier extends NoteKey {
  verify(message: Buffer, signature: Buffer): boolean;
}

interface NoteSignature {
  readonly name: string;
  readonly id: number;
  readonly signature: Buffer;
}

/** A signed note (c2sp.org/signed-note@v1.0.0). `text` ends with a line feed. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Most signature lines that are read. */
const MAX_SIGNATURES = 32;
const NOTE_NAME = /^[^\s+]+$/u;

/** The key of a name: its id is the beginning of sha256(name, line feed, type, public key). */
export function noteKey(name: string, type: number, publicKey: Uint8Array): NoteKey {
  if (!NOTE_NAME.test(name)) throw new RangeError(`not a key name: ${name}`);
  const key = Buffer.concat([Buffer.of(type), publicKey]);
  return { name, id: createHash('sha256').update(`${name}\n`).update(key).digest().readUInt32BE(), key };
}

const hexId = (id: number): string => id.toString(16).padStart(8, '0');

/** A key as one line of text (vkey): name+id+base64. */
export const formatVkey = ({ name, id, key }: NoteKey): string =>
  `${name}+${hexId(id)}+${key.toString('base64')}`;

/** Reads a vkey; refuses `bad-key` for another form or an id that is not the key's. */
export function parseVkey(line: string): Result<NoteKey> {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(line.trim()) ?? [];
  const key = decodeBase64(base64);
  const type = key?.[0];
  if (name && key && type !== undefined) {
    const read = noteKey(name, type, key.subarray(1));
    if (hexId(read.id) === id) return ok(read);
  }
  return refuse(
    'bad-key',
    text('公钥的写法不对，或被截断、改动', 'the public key is malformed, cut or changed'),
    text(
      '请用导出的 log.vkey，一整行：名称+编号+Base64',
      'use log.vkey of an export, one whole line: name+id+base64',
    ),
  );
}

/** The exact bytes of base64 with padding; null for anything else. */
export function decodeBase64(base64: string | undefined): Buffer | null {
  if (base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : null;
}

const noteLine = ({ name, id, signature }: NoteSignature): string => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(id);
  return `— ${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
};

/** A note as it is stored and sent. */
const formatNote = (note: SignedNote): string => `${note.text}\n${note.signatures.map(noteLine).join('')}`;

/** Signs a text that ends with a line feed with one key or more. */
export const signNote = (body: string, signers: readonly NoteSigner[]): string =>
  formatNote({
    text: body,
    signatures: signers.map((s) => ({ name: s.name, id: s.id, signature: s.sign(Buffer.from(body)) })),
  });

/** Reads a note without judging its signatures; refuses `bad-note`. */
export function parseNote(raw: string): Result<SignedNote> {
  const end = raw.lastIndexOf('\n\n');
  const body = raw.slice(0, end + 1);
  const lines = raw.slice(end + 2).split('\n');
  const clean = end > 0 && !/[\0-\x09\x0b-\x1f\x7f]/.test(raw) && lines.pop() === '';
  const signatures = lines.map(signatureOf);
  if (!clean || lines.length === 0 || lines.length > MAX_SIGNATURES || signatures.includes(null))
    return badNote;
  return ok({ text: body, signatures: signatures.filter((s) => s !== null) });
}

function signatureOf(line: string): NoteSignature | null {
  const [, name, base64] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(base64);
  return name && bytes && bytes.length > 4
    ? { name, id: bytes.readUInt32BE(), signature: bytes.subarray(4) }
    : null;
}

const badNote = refuse(
  'bad-note',
  text('签名文本的写法不对，或被截断', 'the signed note is malformed or cut short'),
  text(
    '请用原样的一份：正文、空行、以“— ”开头的签名行',
    'use the original: text, an empty line, signature lines that begin with "— "',
  ),
);

/**
 * Reads a note and checks the signatures of the keys given; others are passed over. Refuses `bad-note`, `bad-signature`
 * (a known key whose signature does not fit) and `unknown-signer` (none of the keys has signed).
 */
export function openNote(
  raw: string,
  verifiers: readonly NoteVerifier[],
): Result<{ readonly text: string; readonly by: readonly NoteVerifier[] }> {
  const note = parseNote(raw);
  if (!note.ok) return note;
  const by: NoteVerifier[] = [];
  for (const { name, id, signature } of note.value.signatures) {
    const known = verifiers.find((v) => v.name === name && v.id === id);
    if (known && !known.verify(Buffer.from(note.value.text), signature)) return badSignature(name);
    if (known) by.push(known);
  }
  return by.length > 0 ? ok({ text: note.value.text, by }) : unknownSigner(note.value.signatures);
}

const badSignature = (name: string): Result<never> =>
  refuse(
    'bad-signature',
    text(`${name} 的签名与内容不符`, `the signature of ${name} does not fit the text`),
    text('内容或签名被改动过；请取未经改动的一份', 'text or signature was changed; take an unchanged copy'),
  );

const unknownSigner = (signatures: readonly NoteSignature[]): Result<never> => {
  const names = [...new Set(signatures.map(({ name, id }) => `${name}+${hexId(id)}`))].join(', ');
  return refuse(
    'unknown-signer',
    text(`签名不是这把密钥的：${names}`, `not signed by this key: ${names}`),
    text(
      '请核对公钥（log.vkey）是不是这份台账的',
      'check that the public key (log.vkey) is that of this ledger',
    ),
  );
};
