import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf } from '../../../domain/journal/chain';
import { openNote, parseNote } from '../../../domain/journal/note';
import type { Ledger } from '../../../ledger/ledger';
import { verifierOf } from '../../../ledger/log/key';
import { SM2 } from '../../../ledger/log/signatures';
import { report } from '../../support/commands';
import { moment } from '../../support/item';
import { change, issuedLedger, opened, says, streamOf } from '../../support/ledger';
import { POSTGRES } from '../../support/postgres';
import { sure } from '../../support/sure';
import { SQLITE, testFolder, type TestDatabase } from '../database';

const folder = testFolder();
afterAll(() => {
  folder.remove();
});
const openssl = (...args: readonly string[]) =>
  spawnSync('openssl', args, { cwd: folder.path, encoding: 'utf8' });
const withOpenssl = openssl('version').status === 0 ? it : it.skip;

describe('a signature by SM2', () => {
  it('is checked as GB/T 32918 has it in its example', () => {
    const point = Buffer.from(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
        'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
      'hex',
    );
    const der = Buffer.from(
      '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
        '022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
      'hex',
    );
    expect(SM2.verify(point, Buffer.from('message digest'), der)).toBe(true);
    expect(SM2.verify(point, Buffer.from('message digesT'), der)).toBe(false);
    expect(SM2.verify(point, Buffer.from('message digest'), der.subarray(0, 40))).toBe(false);
  });

  withOpenssl('holds for openssl', () => {
    const key = SM2.fresh();
    const message = Buffer.from('存证点\n');
    writeFileSync(join(folder.path, 'message'), message);
    writeFileSync(join(folder.path, 'signature'), SM2.sign(key, message));
    const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
    writeFileSync(join(folder.path, 'public.pem'), pem);
    const said = openssl(
      ...['pkeyutl', '-verify', '-pubin', '-inkey', 'public.pem', '-rawin', '-in', 'message'],
      ...['-digest', 'sm3', '-sigfile', 'signature', '-pkeyopt', 'distid:1234567812345678'],
    );
    expect(said.stdout).toContain('Signature Verified Successfully');
  });
});

describe.each([SQLITE, POSTGRES])('a ledger made with SM3, on $name', (under) => {
  const file = join(folder.path, `${under.name}.key`);
  const logKey = { file, origin: 'duban.example/sm' };
  let database: TestDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await under.fresh();
    ledger = await opened({ url: database.url, logKey, hash: 'sm3' });
    await issuedLedger(ledger);
    await ledger.record(says(streamOf('1'), report('sjj', 1), { key: 'r1', actor: 'll-sjj' }));
    await ledger.checkpoint({ slot: null, now: moment('2025-07-01 10:00') });
  });
  afterAll(async () => {
    await ledger.close();
    await database.remove();
  });
  const findings = async (): Promise<readonly string[]> =>
    (await ledger.verify()).findings.map(({ code }) => code);

  it('chains its events by SM3, from its birth on, and verifies', async () => {
    expect(await ledger.chainHash()).toBe('sm3');
    expect(await findings()).toEqual([]);
    const [born] = await ledger.history('office');
    expect(JSON.parse(born?.body ?? '{}')).toMatchObject({ hash: 'sm3' });
    if (!born) throw new Error('not born');
    const said = spawnSync('openssl', ['dgst', '-sm3'], { input: entryOf(born), encoding: 'utf8' });
    if (said.status === 0) expect(said.stdout).toContain(born.hash);
  });

  it('keeps its hash, whatever it is opened with', async () => {
    const again = await opened({ url: database.url, logKey, hash: 'sha256' });
    expect(await again.chainHash()).toBe('sm3');
    await again.close();
  });

  it('has its checkpoints signed by Ed25519 and SM2, each of which suffices to check them', async () => {
    const { note } = (await ledger.lastCheckpoint()) ?? {};
    const keys = (await ledger.keysInForce()).map((vkey) => sure(verifierOf(vkey)));
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(openNote(note ?? '', [key]).ok).toBe(true);
    expect(readFileSync(file, 'utf8').match(/BEGIN PRIVATE KEY/g)).toHaveLength(2);
  });

  it('goes on with both kinds after its keys are changed', async () => {
    const { vkeys } = sure(await ledger.rotateLogKey(change('rotate')));
    expect(vkeys).toHaveLength(2);
    const { note } = await ledger.checkpoint({ slot: null, now: moment('2025-07-02 10:00') });
    expect(sure(parseNote(note ?? '')).signatures).toHaveLength(4);
    expect(await findings()).toEqual([]);
  });

  it('is found out when the signature by SM2 is taken away, or an event is changed', async () => {
    await database.exec(under.disarm);
    const { note } = (await ledger.lastCheckpoint()) ?? {};
    const fewer = (note ?? '')
      .split('\n')
      .filter((_, n) => n !== 5)
      .join('\\n');
    const whole = (note ?? '').replaceAll('\n', '\\n');
    await database.exec(
      `update events set body = replace(body, '${whole}', '${fewer}') where type = 'checkpoint'`,
    );
    expect(await findings()).toContain('checkpoint-signature');
    await database.exec(`update events set actor = 'other' where stream = '${streamOf('1')}' and seq = 2`);
    expect(await findings()).toContain('changed');
  });
});
