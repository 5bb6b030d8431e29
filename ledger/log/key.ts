import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  KEY_TYPE,
  formatVkey,
  noteKey,
  parseVkey,
  type NoteSigner,
  type NoteVerifier,
} from '../../domain/journal/note';
import { cosignedBytes } from '../../domain/journal/checkpoint';
import { hint, messageOf, ok, refuse, text, type Result } from '../../domain/problem';
import { ED25519, keyFrom, kindOfKey, kindOfPublic, type SignatureKind } from './signatures';

const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

/** Checks signatures of a key named by its vkey. Refuses `bad-key`, also for kinds of key that it does not know. */
export function verifierOf(vkey: string): Result<NoteVerifier> {
  const key = parseVkey(vkey);
  if (!key.ok) return key;
  const kind = kindOfPublic(key.value.key);
  if (!kind) return unknownKind;
  const publicKey = key.value.key.subarray(kind.prefix.length);
  return ok({ ...key.value, verify: (message, signature) => kind.verify(publicKey, message, signature) });
}

/** The name of a public key's file in an export. */
export function keyFileOf(vkey: string): string {
  const key = parseVkey(vkey);
  return ((key.ok && kindOfPublic(key.value.key)) || ED25519).file;
}

const unknownKind = refuse(
  'bad-key',
  text('这不是 Ed25519 或 SM2 公钥', 'this is not a public key of Ed25519 or SM2'),
  text('请用导出的 log.vkey 或 log.sm2.vkey', 'use log.vkey or log.sm2.vkey of an export'),
);

/** Checks what a witness signed (Ed25519 cosignature): eight bytes of its time, then the signature. Refuses `bad-key`. */
export function witnessVerifierOf(vkey: string): Result<NoteVerifier> {
  const key = parseVkey(vkey);
  if (!key.ok) return key;
  if (key.value.key[0] !== KEY_TYPE.cosignature || key.value.key.length !== 33) return notCosignature;
  const publicKey = key.value.key.subarray(1);
  return ok({
    ...key.value,
    verify: (message, signature) =>
      signature.length === 72 &&
      ED25519.verify(publicKey, cosignedBytes(signature.readBigUInt64BE(), message), signature.subarray(8)),
  });
}

const notCosignature = refuse(
  'bad-key',
  text('这不是见证人的公钥', 'this is not the public key of a witness'),
  text('请用见证人给出的 vkey（类型 04）', 'use the vkey that the witness gives (type 04)'),
);

function signerOf(key: KeyObject, origin: string): NoteSigner | null {
  const kind = kindOfKey(key);
  if (!kind) return null;
  const [type = 0, ...name] = kind.prefix;
  const publicKey = Buffer.concat([Buffer.from(name), kind.publicKey(key)]);
  return { ...noteKey(origin, type, publicKey), sign: (message) => kind.sign(key, message) };
}

const signersFor = (keys: readonly KeyObject[], origin: string): readonly NoteSigner[] =>
  keys.map((key) => signerOf(key, origin)).filter((signer) => signer !== null);

/** The keys in a file of PKCS#8 PEM blocks, the one in force first. Refuses `log-key-unreadable`. */
function readKey(file: string): Result<readonly KeyObject[]> {
  try {
    const keys = (readFileSync(file, 'utf8').match(PEM) ?? []).map(keyFrom);
    if (keys.length > 0 && keys.every(kindOfKey)) return ok(keys);
  } catch {
    // Told of below, with the file's name.
  }
  return refuse(
    'log-key-unreadable',
    text(`存证密钥文件 ${file} 读不出`, `cannot read the log's key in ${file}`),
    text(
      '应为 Ed25519（或 SM2）的 PKCS#8 PEM，本用户可读',
      'it holds keys of Ed25519 (or SM2) as PKCS#8 PEM, readable by this user',
    ),
  );
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Writes keys so that the file is whole or as before, and nobody else reads it. Refuses `log-key-unwritten`. */
function writeKey(file: string, keys: readonly KeyObject[]): Result<null> {
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, keys.map(pemOf).join(''), { mode: 0o600 });
    renameSync(draft, file);
    return ok(null);
  } catch (error) {
    return unwritten(file, messageOf(error));
  }
}

/** What is known of the keys of a log. */
export interface KnownKeys {
  readonly origin: string;
  /** The public keys in force, as vkeys; none yet: empty. */
  readonly vkeys: readonly string[];
  /** Under what it is signed. */
  readonly kinds: readonly SignatureKind[];
}

/**
 * The signers of a log, those in force first; with none in force yet the file is made when it is not there. Refuses
 * `log-key-lost` (the file is gone), `log-key-wrong` (it is another log's), `log-key-unreadable`, `log-key-unwritten`.
 */
export function signersIn(file: string, { origin, vkeys, kinds }: KnownKeys): Result<readonly NoteSigner[]> {
  if (!existsSync(file)) {
    if (vkeys.length > 0) return lost(file);
    const fresh = kinds.map((kind) => kind.fresh());
    const written = writeKey(file, fresh);
    if (!written.ok) return written;
  }
  const keys = readKey(file);
  if (!keys.ok) return keys;
  const signers = signersFor(keys.value, origin);
  const there = signers.map(formatVkey);
  const fits =
    vkeys.length > 0
      ? vkeys.every((vkey) => there.includes(vkey))
      : kinds.every((kind) => keys.value.some((key) => kind.owns(key)));
  return fits ? ok(signers) : wrongKey(file);
}

/** Puts new keys before those of the file, which go on signing too; their vkeys. Refuses `log-key-unreadable`, `log-key-unwritten`. */
export function addKey(
  file: string,
  { origin, kinds }: Pick<KnownKeys, 'origin' | 'kinds'>,
): Result<readonly string[]> {
  const keys: Result<readonly KeyObject[]> = existsSync(file) ? readKey(file) : ok([]);
  if (!keys.ok) return keys;
  const fresh = kinds.map((kind) => kind.fresh());
  const written = writeKey(file, [...fresh, ...keys.value]);
  if (!written.ok) return written;
  return ok(signersFor(fresh, origin).map(formatVkey));
}

const lost = (file: string): Result<never> =>
  refuse(
    'log-key-lost',
    text(`存证密钥文件 ${file} 不见了`, `the log's key ${file} is gone`),
    hint(
      '从备份取回这个文件；取不回时换新密钥，此后的存证点只由新密钥签名',
      'restore the file; if it is lost for good, make a new key, which alone signs from then on',
      'rotate-key',
    ),
  );

const unwritten = (file: string, reason: string): Result<never> =>
  refuse(
    'log-key-unwritten',
    text(`存证密钥文件 ${file} 写不进：${reason}`, `the log's key cannot be written to ${file}: ${reason}`),
    text(
      '检查 DUBAN_HOME（或 DUBAN_LOG_KEY_FILE）的文件夹、权限和空间；邮件照发，存证点暂不签名',
      'check folder, rights and room of DUBAN_HOME (or DUBAN_LOG_KEY_FILE); mails go on, checkpoints are not signed',
    ),
  );

const wrongKey = (file: string): Result<never> =>
  refuse(
    'log-key-wrong',
    text(`存证密钥文件 ${file} 不是这份台账的`, `the key in ${file} is not that of this ledger`),
    text(
      '检查 DUBAN_LOG_KEY_FILE；每份台账一把密钥',
      'check DUBAN_LOG_KEY_FILE; each ledger has a key of its own',
    ),
  );
