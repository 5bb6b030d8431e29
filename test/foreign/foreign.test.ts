import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attest } from '../../office/evidence/attest';
import type { Ledger } from '../../ledger/ledger';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { moment } from '../support/item';
import { change, issuedLedger, opened } from '../support/ledger';
import { litewitness } from './litewitness';
import { answerOf, commandLine } from '../support/cli';
import { EXIT } from '../../client/cli/exit';
import { verdict, withGo, withTorchwood } from './programs';
import { foreignRules } from './suite';

const NOW = moment('2025-10-31 18:00');

const year = yearOfSuite();

withTorchwood('litewitness', () => {
  const folder = testFolder();
  const heard = async (ledger: Ledger): Promise<string | null | undefined> =>
    (await ledger.attestations()).find(({ by }) => by === 'w.example/lite')?.fault;

  it('co-signs a log that grows, torchwood wants its signature, and a fork is refused with 422', async () => {
    const file = year.copy();
    const forked = year.copy();
    const ledger = await opened({ url: `sqlite:${file}` });
    const witness = await litewitness(folder.path, (await ledger.logKey()) ?? '');
    const attestors = { witnesses: [witness.place], tsa: null };
    try {
      await attest(ledger, attestors, NOW);
      expect(await heard(ledger)).toBeNull();
      await ledger.note('slotsMissed', { slots: [] }, change('grow'));
      await ledger.checkpoint({ slot: null, now: NOW });
      await attest(ledger, attestors, NOW);
      expect(await heard(ledger)).toBeNull();

      await year.cli(file)('audit', 'prove', 'n1/3', '2', '--to', folder.path);
      const event = join(folder.path, 'item_n1_3_2.json');
      expect(verdict('torchwood', event, join(folder.path, 'log.vkey'), witness.place.vkey)).toBe('OK event');

      const other = await opened({ url: `sqlite:${forked}` });
      for (const n of [1, 2, 3, 4])
        await other.note('slotsMissed', { slots: ['other'] }, change(`fork-${n}`));
      await other.checkpoint({ slot: null, now: NOW });
      await attest(other, attestors, NOW);
      expect(await heard(other)).toBe('witness-fork');
      await other.close();
    } finally {
      await witness.close();
      await ledger.close();
      folder.remove();
    }
  });
});

withGo('of a ledger made with SM3, foreign programs', () => {
  const folder = testFolder();
  const run = commandLine({
    ...{ home: folder.path, cwd: folder.path },
    env: { DUBAN_LOG_KEY_FILE: join(folder.path, 'log.key'), DUBAN_ACCOUNT: 'gly' },
  });
  afterAll(() => {
    folder.remove();
  });

  it('accept the export, and say of the key of SM2 that they do not know its algorithm', async () => {
    const made = await run('ledger', 'migrate', '--hash', 'sm3', '--json');
    expect(answerOf(made).data).toMatchObject({ hash: 'sm3' });
    const ledger = await opened({ url: `sqlite:${join(folder.path, 'ledger.db')}` });
    await issuedLedger(ledger);
    await ledger.close();
    expect((await run('audit', 'export', '--to', 'out')).code).toBe(EXIT.ok);
    expect((await run('audit', 'prove', 'office', '1', '--to', '.')).code).toBe(EXIT.ok);
    const [event, sm2] = [join(folder.path, 'office_1.json'), join(folder.path, 'out', 'log.sm2.vkey')];
    expect(verdict('foreign', 'folder', join(folder.path, 'out'))).toBe('OK folder');
    expect(verdict('foreign', 'event', event, join(folder.path, 'log.vkey'))).toMatch(/^OK event/);
    expect(verdict('foreign', 'event', event, sm2)).toMatch(/^REFUSED .*unknown verifier algorithm/);
    expect((await run('audit', 'check-proof', event, '--public-key', sm2)).code).toBe(EXIT.ok);
  });

  it('are not needed to see that the hash stays what it is', async () => {
    const codeOf = async (hash: string) =>
      answerOf(await run('ledger', 'migrate', '--hash', hash, '--json')).error?.code;
    expect(await codeOf('sha256')).toBe('hash-fixed');
    expect(await codeOf('md5')).toBe('usage');
  });
});

describe('programs that nobody here wrote', () => {
  foreignRules(() => year, 'n1/3');

  it('are joined by a script of at most sixty lines', () => {
    const script = readFileSync(join(__dirname, '..', '..', 'docs', 'check_proof.py'), 'utf8');
    expect(script.split('\n').length).toBeLessThanOrEqual(61);
  });
});
