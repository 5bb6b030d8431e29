import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCheckpoint } from '../../domain/journal/checkpoint';
import { signNote } from '../../domain/journal/note';
import { leafHash } from '../../domain/journal/tree';
import { signerOf } from '../audit/forge';
import type { EvidenceYear } from '../audit/year';
import { testFolder } from '../ledger/database';
import { verdict, withGo, withPython, withTorchwood } from './programs';

const script = join(__dirname, '..', '..', 'docs', 'check_proof.py');

/** Programs that nobody here wrote accept what a year has left, and nothing else; `item`: its second event is proven. */
export function foreignRules(of: () => EvidenceYear, item: string): void {
  const folder = testFolder();
  const at = (name: string): string => join(folder.path, name);
  const event = at(`item_${item.replace('/', '_')}_2.json`);
  const other = at('other.json');
  beforeAll(async () => {
    const year = of();
    await year.cli()('audit', 'export', '--to', at('export'));
    await year.cli()('audit', 'prove', item, '2', '--to', folder.path);
    for (const [i, note] of year.notes.entries()) writeFileSync(at(`note-${i}`), note);
    writeFileSync(other, readFileSync(event, 'utf8').replace('"seq":2', '"seq":3'));
    writeFileSync(`${other}.tlog-proof`, readFileSync(`${event}.tlog-proof`));
  }, 120_000);
  afterAll(() => {
    folder.remove();
  });

  /** A copy of the export with one byte changed. */
  function spoiled(file: string, byte: number): string {
    const copy = at(`spoiled-${file.replaceAll('/', '-')}`);
    cpSync(at('export'), copy, { recursive: true });
    const bytes = readFileSync(join(copy, file));
    bytes[byte] = (bytes[byte] ?? 0) ^ 1;
    writeFileSync(join(copy, file), bytes);
    return copy;
  }

  withGo('tessera, transparency-dev and sumdb', () => {
    it('accept the export', () => {
      expect(verdict('foreign', 'folder', at('export'))).toBe('OK folder');
    });

    it.each([
      ['entry', 'tile/entries/000', 100],
      ['tile', 'tile/0/000', 100],
      ['checkpoint', 'checkpoint', 25],
    ])('refuse a changed %s', (_what, file, byte) => {
      expect(verdict('foreign', 'folder', spoiled(file, byte))).toMatch(/^REFUSED/);
    });

    it('accept the proof of an event, and of no other', () => {
      expect(verdict('foreign', 'event', event, at('log.vkey'))).toMatch(/^OK event \d+ of \d+$/);
      expect(verdict('foreign', 'event', other, at('log.vkey'))).toMatch(/^REFUSED/);
    });

    it('accept the checkpoint of every older mail as a beginning of the newest', () => {
      const newest = at('export/checkpoint');
      for (const i of [0, 7, of().notes.length - 1])
        expect(verdict('foreign', 'growth', at('export'), at(`note-${i}`), newest)).toMatch(
          /^OK \d+ extends \d+$/,
        );
    });

    it('refuse a fork, though it is signed by the key', () => {
      const [key, size] = [signerOf(of().logKey), Number((of().notes[4] ?? '').split('\n')[1])];
      const fork = { origin: key.name, size, root: leafHash('another history') };
      writeFileSync(at('fork'), signNote(formatCheckpoint(fork), [key]));
      const said = verdict('foreign', 'growth', at('export'), at('fork'), at('export/checkpoint'));
      expect(said).toMatch(/^REFUSED/);
    });
  });

  withTorchwood('torchwood', () => {
    it('accepts the proof of an event, and of no other', () => {
      expect(verdict('torchwood', event, at('log.vkey'))).toBe('OK event');
      expect(verdict('torchwood', other, at('log.vkey'))).toMatch(/^REFUSED/);
    });
  });

  withPython('docs/check_proof.py', () => {
    it('accepts an event and refuses a changed one', () => {
      expect(execFileSync('python3', [script, event, at('log.vkey')], { encoding: 'utf8' })).toMatch(
        /^OK: entry/,
      );
      expect(spawnSync('python3', [script, other, at('log.vkey')]).status).not.toBe(0);
    });
  });
}
