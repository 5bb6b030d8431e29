import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { sm2 } from 'sm-crypto';
import type { ChainHash } from '../../domain/journal/canonical';
import { KEY_TYPE } from '../../domain/journal/note';

/** A kind of signature under a checkpoint. */
export interface SignatureKind {
  /** The public key's file in an export. */
  readonly file: string;
  /** What stands before the public key in a vkey: the type, and for a private type what it is. */
  readonly prefix: Buffer;
  /** Bytes of a public key. */
  readonly length: number;
  fresh(): KeyObject;
  owns(key: KeyObject): boolean;
  publicKey(key: KeyObject): Buffer;
  sign(key: KeyObject, message: Buffer): Buffer;
  verify(publicKey: Buffer, message: Buffer, signature: Buffer): boolean;
}

/** Ed25519, which every verifier of signed notes supports. */
export const ED25519: SignatureKind = {
  file: 'log.vkey',
  prefix: Buffer.of(KEY_TYPE.ed25519),
  length: 32,
  fresh: () => generateKeyPairSync('ed25519').privateKey,
  owns: (key) => key.asymmetricKeyType === 'ed25519',
  publicKey: (key) => Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url'),
  sign: (key, message) => sign(null, message, key),
  verify: (publicKey, message, signature) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') };
    return verify(null, message, createPublicKey({ format: 'jwk', key: jwk }), signature);
  },
};

/** SM2 with SM3 (1.2.156.10197.1.501), as a signed note names kinds that are not its own. */
const SIGNER_NAME = Buffer.from('SM2-with-SM3/1.2.156.10197.1.501/');

/** Bytes of an SM2 point, not compressed, and of a private key. */
const POINT = 65;
const SCALAR = 32;

/** Before the private key in its PKCS#8 form: version, then the octets. */
const BEFORE_SCALAR = Buffer.from([0x02, 0x01, 0x01, 0x04, SCALAR]);

/** The curve's object identifier, 1.2.156.10197.1.301, in DER. */
const CURVE = Buffer.from('06082a811ccf5501822d', 'hex');

const derOf = (key: KeyObject): Buffer => key.export({ type: 'pkcs8', format: 'der' });

/** The private number of a key: Node keeps SM2 keys, but gives their numbers only in DER. */
function scalarOf(key: KeyObject): string {
  const der = derOf(key);
  const at = der.indexOf(BEFORE_SCALAR) + BEFORE_SCALAR.length;
  return der.subarray(at, at + SCALAR).toString('hex');
}

const pointOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-POINT);

/**
 * SM2 (GB/T 32918.2) with SM3 and the usual identity 1234567812345678, as DER: what Node signs with such a key leaves the
 * identity out, which is not SM2.
 */
export const SM2: SignatureKind = {
  file: 'log.sm2.vkey',
  prefix: Buffer.concat([Buffer.of(KEY_TYPE.private), SIGNER_NAME]),
  length: POINT,
  fresh: () => generateKeyPairSync('ec', { namedCurve: 'SM2' }).privateKey,
  // Node has no name for such a key once it is read from a file.
  owns: (key) => derOf(key).includes(CURVE),
  publicKey: pointOf,
  sign: (key, message) => {
    const publicKey = pointOf(key).toString('hex');
    const options = { hash: true, der: true, publicKey };
    return Buffer.from(sm2.doSignature([...message], scalarOf(key), options), 'hex');
  },
  verify: (publicKey, message, signature) => {
    try {
      const options = { hash: true, der: true };
      return sm2.doVerifySignature(
        [...message],
        signature.toString('hex'),
        publicKey.toString('hex'),
        options,
      );
    } catch {
      // No DER, or no point of the curve.
      return false;
    }
  },
};

/** Under what the checkpoints of a ledger are signed, by the hash of its chains; Ed25519 always first. */
export const SIGNED_BY: Readonly<Record<ChainHash, readonly [SignatureKind, ...SignatureKind[]]>> = {
  sha256: [ED25519],
  sm3: [ED25519, SM2],
};

const KINDS = [ED25519, SM2];

/** The kind of a private key; undefined for others. */
export const kindOfKey = (key: KeyObject): SignatureKind | undefined => KINDS.find((kind) => kind.owns(key));

/** The kind of a public key as it stands in a vkey, type first; undefined for others, or another length. */
export const kindOfPublic = (key: Buffer): SignatureKind | undefined =>
  KINDS.find(
    ({ prefix, length }) =>
      key.length === prefix.length + length && key.subarray(0, prefix.length).equals(prefix),
  );

/** Reads a key from PKCS#8 PEM; throws for what is none. */
export const keyFrom = (pem: string): KeyObject => createPrivateKey(pem);
