import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attest, type Attestors } from '../../office/evidence/attest';
import { attestorLooks } from '../../office/health/look';
import { formatVkey, KEY_TYPE, noteKey, parseNote, signNote } from '../../domain/journal/note';
import { cosignedBytes } from '../../domain/journal/checkpoint';
import type { Ledger } from '../../ledger/ledger';
import { testFolder } from '../ledger/database';
import { answerOf, commandLine } from '../support/cli';
import { moment } from '../support/item';
import { change, opened, setOffice, testKey } from '../support/ledger';
import { authority, hasOpenssl, serving, type Outside } from './authority';
import { tamper } from './year';

const folder = testFolder();
const file = join(folder.path, 'ledger.db');
const NOW = moment('2025-07-01 09:30');
let ledger: Ledger;
const open: Outside[] = [];

beforeAll(async () => {
  ledger = await opened({ url: `sqlite:${file}` });
  await setOffice(ledger);
});
afterAll(async () => {
  await ledger.close();
  for (const one of open) await one.close();
  folder.remove();
});

/** One more event, and a checkpoint over it. */
async function grow(n: number): Promise<void> {
  await ledger.note('slotsMissed', { slots: [String(n)] }, change(`grow-${n}`));
  await ledger.checkpoint({ slot: null, now: NOW });
}

/** A witness that signs whatever it is shown, unless it stands elsewhere, is confused, or has gone. */
async function witness(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = noteKey(
    name,
    KEY_TYPE.cosignature,
    Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
  );
  const mood = { status: 200, size: 0, asked: [] as number[] };
  const server = await serving((_asked, body) => {
    const [head = '', ...rest] = body.toString().split('\n');
    const old = Number(head.slice('old '.length));
    mood.asked.push(old);
    if (mood.status !== 200) return { status: mood.status, body: '' };
    if (old !== mood.size) return { status: 409, body: `${mood.size}\n` };
    const note = rest.slice(rest.indexOf('') + 1).join('\n');
    const parsed = parseNote(note);
    if (!parsed.ok) return { status: 400, body: '' };
    mood.size = Number(parsed.value.text.split('\n')[1]);
    const seconds = Buffer.alloc(8);
    seconds.writeBigUInt64BE(1_751_333_400n);
    const signed = signNote(parsed.value.text, [
      {
        ...key,
        sign: (message) =>
          Buffer.concat([seconds, sign(null, cosignedBytes(1_751_333_400n, message), privateKey)]),
      },
    ]);
    return { status: 200, body: signed.slice(signed.lastIndexOf('\n\n') + 2) };
  });
  open.push(server);
  return { place: { vkey: formatVkey(key), url: server.url }, mood };
}

const looks = async (attestors: Attestors) => attestorLooks(attestors, await ledger.attestations());

describe('a witness', () => {
  it('signs each growth, from what it has seen', async () => {
    const { place, mood } = await witness('w.example/one');
    for (const n of [1, 2]) {
      await grow(n);
      await attest(ledger, { witnesses: [place], tsa: null }, NOW);
    }
    const { size } = (await ledger.signedCheckpoint()) ?? { size: 0 };
    expect(mood.asked).toEqual([0, expect.any(Number)]);
    expect(mood.size).toBe(size);
    expect(await looks({ witnesses: [place], tsa: null })).toMatchObject([{ level: 'ok' }]);
    expect((await ledger.verify()).findings).toEqual([]);
    const proven = await ledger.prove({ stream: 'mailroom', seq: 1 });
    expect(proven.ok && proven.value.proof.checkpoint).toContain('— w.example/one ');
  });

  it('is asked again from the size that it says it has seen', async () => {
    const { place, mood } = await witness('w.example/two');
    mood.size = 2;
    await grow(3);
    await attest(ledger, { witnesses: [place], tsa: null }, NOW);
    expect(mood.asked).toEqual([0, 2]);
  });

  it('that is down stops nothing, is a warning, and signs when it is back', async () => {
    const { place, mood } = await witness('w.example/three');
    mood.status = 503;
    const attestors: Attestors = {
      witnesses: [place, { ...place, url: 'http://127.0.0.1:1' }],
      tsa: null,
    };
    await grow(4);
    await attest(ledger, attestors, NOW);
    expect((await looks(attestors)).map(({ level }) => level)).toEqual(['warn', 'warn']);
    mood.status = 200;
    await attest(ledger, { witnesses: [place], tsa: null }, NOW);
    expect(await looks({ witnesses: [place], tsa: null })).toMatchObject([{ level: 'ok' }]);
  });

  it('that refuses a history is bad', async () => {
    const { place, mood } = await witness('w.example/four');
    mood.status = 422;
    await grow(5);
    await attest(ledger, { witnesses: [place], tsa: null }, NOW);
    expect(await looks({ witnesses: [place], tsa: null })).toMatchObject([{ level: 'bad' }]);
  });

  it('whose signature was changed in the ledger is found', async () => {
    const copy = join(folder.path, 'copy.db');
    await ledger.backup(copy);
    tamper(copy, (raw) => {
      raw.exec(
        `update events set body = replace(body, '— w.example/one ', '— w.example/two ') where type = 'attested'`,
      );
    });
    const changed = await opened({ url: `sqlite:${copy}` });
    const { findings } = await changed.verify();
    expect(findings.map(({ code }) => code)).toContain('attestation-differs');
    await changed.close();
  });

  it.each(['w.example', 'w.example+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k https://w.example'])(
    'is not configured by "%s"',
    async (given) => {
      const ran = await commandLine({ home: folder.path, env: { DUBAN_WITNESS: given } })(
        'audit',
        'key',
        '--json',
      );
      expect(answerOf(ran).error?.code).toBe('bad-setting');
    },
  );
});

if (!hasOpenssl) console.warn('the time stamp is not tested: openssl is missing');
(hasOpenssl ? describe : describe.skip)('a time-stamp authority', () => {
  it('stamps the checkpoint, so that openssl verifies the export', async () => {
    const tsa = await authority(folder.path);
    open.push(tsa);
    const to = join(folder.path, 'export');
    const desk = {
      home: folder.path,
      env: {
        DUBAN_DATABASE_URL: `sqlite:${file}`,
        DUBAN_LOG_KEY_FILE: testKey.file,
        DUBAN_TSA_URL: tsa.url,
      },
      now: () => NOW,
    };
    expect((await commandLine(desk)('audit', 'export', '--to', to)).code).toBe(0);
    const ts = (data: string) =>
      spawnSync('openssl', [
        ...['ts', '-verify', '-data', data, '-in', join(to, 'checkpoint.stamped.tsr')],
        ...['-CAfile', join(folder.path, 'tsa.pem')],
      ]).status;
    expect(ts(join(to, 'checkpoint.stamped'))).toBe(0);
    expect(ts(join(to, 'log.vkey'))).not.toBe(0);
    expect(readFileSync(join(to, 'checkpoint'), 'utf8')).toContain(
      readFileSync(join(to, 'checkpoint.stamped'), 'utf8').split('\n\n')[0],
    );
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('that says something else is none', async () => {
    const liar = await serving(() => ({ status: 200, body: 'granted' }));
    open.push(liar);
    await grow(6);
    await attest(ledger, { witnesses: [], tsa: liar.url }, NOW);
    expect(await looks({ witnesses: [], tsa: liar.url })).toMatchObject([{ level: 'warn' }]);
    expect(existsSync(join(folder.path, 'export', 'checkpoint.stamped.tsr'))).toBe(true);
  });
});
