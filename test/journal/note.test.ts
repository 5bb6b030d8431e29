import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { formatCheckpoint, parseCheckpoint, shortCheckpoint } from '../../domain/journal/checkpoint';
import {
  KEY_TYPE,
  formatVkey,
  noteKey,
  openNote,
  parseNote,
  parseVkey,
  signNote,
  type NoteKey,
  type NoteSigner,
  type NoteVerifier,
} from '../../domain/journal/note';
import { formatProof, parseProof } from '../../domain/journal/tlog-proof';
import { leafHash } from '../../domain/journal/tree';

const verifierOf = (key: NoteKey): NoteVerifier => {
  const x = key.key.subarray(1).toString('base64url');
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  return { ...key, verify: (message, signature) => verify(null, message, publicKey, signature) };
};

function signer(name: string): NoteSigner & NoteVerifier {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = noteKey(
    name,
    KEY_TYPE.ed25519,
    Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url'),
  );
  return { ...verifierOf(key), sign: (message) => sign(null, message, privateKey) };
}

/** The vector of c2sp.org/signed-note. */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE = [
  'This is an example message.',
  '',
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=',
  '',
].join('\n');

const valueOf = <T>(read: { ok: true; value: T } | { ok: false }): T => {
  if (!read.ok) throw new Error('refused');
  return read.value;
};

describe('a signed note', () => {
  const example = verifierOf(valueOf(parseVkey(VKEY)));

  it('of the specification holds under its key', () => {
    expect(openNote(EXAMPLE, [example])).toMatchObject({
      ok: true,
      value: { text: 'This is an example message.\n', by: [{ name: 'example.com/foo' }] },
    });
    expect(formatVkey(example)).toBe(VKEY);
  });

  it('is refused when a letter of it was changed', () => {
    expect(openNote(EXAMPLE.replace('message', 'massage'), [example])).toMatchObject({
      problem: { code: 'bad-signature' },
    });
  });

  it('may carry signatures of keys that are not known, and needs one that is', () => {
    const [old, fresh, stranger] = [
      signer('a.example/log'),
      signer('a.example/log'),
      signer('b.example/log'),
    ];
    const note = signNote('text\n', [old, fresh]);
    expect(openNote(note, [old])).toMatchObject({ ok: true });
    expect(openNote(note, [fresh])).toMatchObject({ ok: true });
    expect(openNote(note, [stranger])).toMatchObject({ problem: { code: 'unknown-signer' } });
  });

  it.each([
    ['cut in the signature', EXAMPLE.slice(0, -20)],
    ['without signatures', 'text\n\n'],
    ['without the empty line', EXAMPLE.replace('\n\n', '\n')],
    ['with a carriage return', EXAMPLE.replace('.\n', '.\r\n')],
    ['empty', ''],
    ['with base64 that is not exact', EXAMPLE.replace('aQM=', 'aQN=')],
  ])('%s is no note', (_what, raw) => {
    expect(parseNote(raw)).toMatchObject({ problem: { code: 'bad-note' } });
  });

  it.each(['', 'x+00000000+AQ==', VKEY.slice(0, -4), VKEY.replace('530d903a', '530d903b')])(
    'is not opened by the key "%s"',
    (vkey) => {
      expect(parseVkey(vkey)).toMatchObject({ problem: { code: 'bad-key' } });
    },
  );
});

describe('a checkpoint', () => {
  const checkpoint = { origin: 'duban.example/qingpu', size: 70_000, root: leafHash('x') };

  it('is three lines and comes back the same', () => {
    const body = formatCheckpoint(checkpoint);
    expect(body.split('\n')).toHaveLength(4);
    expect(parseCheckpoint(body)).toEqual({ ok: true, value: checkpoint });
    expect(shortCheckpoint(checkpoint)).toMatch(/^70000 · [A-Za-z0-9+/]{8}…$/);
  });

  it.each([
    '',
    'o\n01\n',
    'o\n-1\nAAAA\n',
    formatCheckpoint(checkpoint).slice(0, -1),
    `o\n1\n${'A'.repeat(44)}\n`,
  ])('is not read from %j', (body) => {
    expect(parseCheckpoint(body)).toMatchObject({ problem: { code: 'bad-checkpoint' } });
  });
});

describe('the file of a proof', () => {
  const proof = {
    index: 5,
    hashes: [leafHash('a'), leafHash('b')],
    checkpoint: signNote('o\n1\nr\n', [signer('o')]),
    extra: Buffer.from('{"stream":"item/n/1"}'),
  };

  it('comes back the same, with and without what it is about', () => {
    expect(parseProof(formatProof(proof))).toEqual({ ok: true, value: proof });
    const bare = { ...proof, extra: null, hashes: [] };
    expect(parseProof(formatProof(bare))).toEqual({ ok: true, value: bare });
  });

  it.each([
    ['cut after the hashes', formatProof(proof).split('\n\n')[0] ?? ''],
    ['of another version', formatProof(proof).replace('@v1', '@v2')],
    ['with half a hash', formatProof(proof).replace(/\n[A-Za-z0-9+/]{22}/, '\n')],
    ['empty', ''],
  ])('%s is refused', (_what, raw) => {
    expect(parseProof(raw)).toMatchObject({ problem: { code: 'bad-proof' } });
  });
});
