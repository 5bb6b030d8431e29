import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  KEY_TYPE,
  formatVkey,
  noteKey,
  parseVkey,
  type NoteKey,
  type NoteSigner,
  type NoteVerifier,
} from '../../domain/journal/note';
import { cosignedBytes } from '../../domain/journal/witness';
import { ok, refuse, text, type Result } from '../../domain/problem';

const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

const rawOf = (key: KeyObject): Buffer => {
  const { x } = key.export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
};

/** Checks signatures of a key named by its vkey. Refuses `bad-key`, also for kinds of key that are not Ed25519. */
export function verifierOf(vkey: string): Result<NoteVerifier> {
  const key = parseVkey(vkey);
  if (!key.ok) return key;
  if (key.value.key[0] !== KEY_TYPE.ed25519 || key.value.key.length !== 33) return notEd25519;
  return ok(withPublicKey(key.value));
}

const notEd25519 = refuse(
  'bad-key',
  text('这不是 Ed25519 公钥', 'this is not an Ed25519 public key'),
  text('请用导出的 log.vkey', 'use log.vkey of an export'),
);

/** Checks what a witness signed (Ed25519 cosignature): eight bytes of its time, then the signature. Refuses `bad-key`. */
export function witnessVerifierOf(vkey: string): Result<NoteVerifier> {
  const key = parseVkey(vkey);
  if (!key.ok) return key;
  if (key.value.key[0] !== KEY_TYPE.cosignature || key.value.key.length !== 33) return notCosignature;
  const plain = withPublicKey(key.value);
  return ok({
    ...key.value,
    verify: (message, signature) =>
      signature.length === 72 &&
      plain.verify(cosignedBytes(signature.readBigUInt64BE(), message), signature.subarray(8)),
  });
}

const notCosignature = refuse(
  'bad-key',
  text('这不是见证人的公钥', 'this is not the public key of a witness'),
  text('请用见证人给出的 vkey（类型 04）', 'use the vkey that the witness gives (type 04)'),
);

/** Checks Ed25519 signatures of a key over the message as it is. */
export function withPublicKey(key: NoteKey): NoteVerifier {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.key.subarray(1).toString('base64url') };
  const publicKey = createPublicKey({ format: 'jwk', key: jwk });
  return { ...key, verify: (message, signature) => verify(null, message, publicKey, signature) };
}

const signerOf = (privateKey: KeyObject, origin: string): NoteSigner => ({
  ...noteKey(origin, KEY_TYPE.ed25519, rawOf(createPublicKey(privateKey))),
  sign: (message) => sign(null, message, privateKey),
});

/** The keys in a file of PKCS#8 PEM blocks, the one in force first. Refuses `log-key-unreadable`. */
function readKey(file: string): Result<readonly KeyObject[]> {
  try {
    const keys = (readFileSync(file, 'utf8').match(PEM) ?? []).map((pem) => createPrivateKey(pem));
    if (keys.length > 0 && keys.every((key) => key.asymmetricKeyType === 'ed25519')) return ok(keys);
  } catch {
    // Told of below, with the file's name.
  }
  return refuse(
    'log-key-unreadable',
    text(`存证密钥文件 ${file} 读不出`, `cannot read the log's key in ${file}`),
    text(
      '应为 Ed25519 的 PKCS#8 PEM，本用户可读',
      'it is an Ed25519 key as PKCS#8 PEM, readable by this user',
    ),
  );
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Writes keys so that the file is whole or as before, and nobody else reads it. */
function writeKey(file: string, keys: readonly KeyObject[]): void {
  const draft = `${file}.new`;
  writeFileSync(draft, keys.map(pemOf).join(''), { mode: 0o600 });
  renameSync(draft, file);
}

const fresh = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/**
 * The signers of a log whose present key is `vkey`; with none (null) the file is made when it is not there, under the
 * name `origin`. Refuses `log-key-lost` (the file is gone), `log-key-wrong` (it is another log's), `log-key-unreadable`.
 */
export function signersIn(
  file: string,
  known: { readonly origin: string; readonly vkey: string | null },
): Result<readonly NoteSigner[]> {
  if (!existsSync(file)) {
    if (known.vkey !== null) return lost(file);
    writeKey(file, [fresh()]);
  }
  const keys = readKey(file);
  if (!keys.ok) return keys;
  const signers = keys.value.map((key) => signerOf(key, known.origin));
  const fits = known.vkey === null || signers.some((signer) => formatVkey(signer) === known.vkey);
  return fits ? ok(signers) : wrongKey(file);
}

/** Puts a new key before those of the file, which go on signing too; its vkey. Refuses `log-key-unreadable`. */
export function addKey(file: string, origin: string): Result<string> {
  const keys: Result<readonly KeyObject[]> = existsSync(file) ? readKey(file) : ok([]);
  if (!keys.ok) return keys;
  const key = fresh();
  writeKey(file, [key, ...keys.value]);
  return ok(formatVkey(signerOf(key, origin)));
}

const lost = (file: string): Result<never> =>
  refuse(
    'log-key-lost',
    text(`存证密钥文件 ${file} 不见了`, `the log's key ${file} is gone`),
    text(
      '从备份取回这个文件；取不回时用 audit key --rotate 换新密钥，此后的存证点只由新密钥签名',
      'restore the file; if it is lost for good, audit key --rotate makes a new one, which alone signs from then on',
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
