import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCheckpoint } from '../../domain/journal/checkpoint';
import { signNote } from '../../domain/journal/note';
import { leafHash } from '../../domain/journal/tree';
import { testSigner } from '../audit/forge';
import { auditYear, type AuditYear } from '../audit/year';
import { testFolder } from '../ledger/database';

/** Downloads and builds once, outside the sources; a slow network is no fault of ours. */
const BUILD_MS = 240_000;

const folder = testFolder();
const program = join(folder.path, 'foreign');
const built = build();

function build(): string | null {
  const go = spawnSync('go', ['build', '-o', program, '.'], {
    cwd: __dirname,
    timeout: BUILD_MS,
    encoding: 'utf8',
  });
  if (go.error) return go.error.message;
  return go.status === 0 ? null : go.stderr.slice(-300);
}

const hasPython = spawnSync('python3', ['-c', 'import cryptography']).status === 0;

/** Skipped, not passed, and why, where the foreign program is missing. */
const foreign = built === null ? describe : describe.skip;
const python = hasPython ? describe : describe.skip;
if (built !== null) console.warn(`foreign verifiers skipped: ${built}`);
if (!hasPython) console.warn('the Python script is skipped: no module cryptography');

let year: AuditYear;
const at = (name: string): string => join(folder.path, name);
beforeAll(async () => {
  year = await auditYear();
  await year.cli()('audit', 'export', '--to', at('export'));
  await year.cli()('audit', 'prove', '3', '2', '--to', folder.path);
  for (const [i, note] of year.notes.entries()) writeFileSync(at(`note-${i}`), note);
});
afterAll(async () => {
  await year.close();
  folder.remove();
});

const verdict = (...args: readonly string[]): string =>
  spawnSync(program, args, { encoding: 'utf8', timeout: 90_000 }).stdout.trim();

/** A copy of the export with one byte changed. */
function spoiled(file: string, byte: number): string {
  const copy = at(`spoiled-${file.replaceAll('/', '-')}`);
  cpSync(at('export'), copy, { recursive: true });
  const bytes = readFileSync(join(copy, file));
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  writeFileSync(join(copy, file), bytes);
  return copy;
}

foreign('programs that nobody here wrote', () => {
  it('accept the export of a year (tessera)', () => {
    expect(verdict('folder', at('export'))).toBe('OK folder');
  });

  it.each([
    ['entry', 'tile/entries/000', 100],
    ['tile', 'tile/0/000', 100],
    ['checkpoint', 'checkpoint', 25],
  ])('refuse a changed %s', (_what, file, byte) => {
    expect(verdict('folder', spoiled(file, byte))).toMatch(/^REFUSED/);
  });

  it('accept the proof of an event (transparency-dev), and no other event', () => {
    const event = at('item_n1_3_2.json');
    expect(verdict('event', event, at('log.vkey'))).toMatch(/^OK event \d+ of \d+$/);
    writeFileSync(at('other.json'), readFileSync(event, 'utf8').replace('"seq":2', '"seq":3'));
    writeFileSync(at('other.json.tlog-proof'), readFileSync(`${event}.tlog-proof`));
    expect(verdict('event', at('other.json'), at('log.vkey'))).toMatch(/^REFUSED/);
  });

  it('accept the checkpoint of every older mail as a beginning of the newest (sumdb)', () => {
    const newest = at('export/checkpoint');
    for (const i of [0, 7, year.notes.length - 1])
      expect(verdict('growth', at('export'), at(`note-${i}`), newest)).toMatch(/^OK \d+ extends \d+$/);
  });

  it('refuse a fork, though it is signed by the key', () => {
    const forked = at('fork');
    const [key, size] = [testSigner(), Number((year.notes[4] ?? '').split('\n')[1])];
    const other = { origin: key.name, size, root: leafHash('another history') };
    writeFileSync(forked, signNote(formatCheckpoint(other), [key]));
    expect(verdict('growth', at('export'), forked, at('export/checkpoint'))).toMatch(/^REFUSED/);
  });
});

python('docs/check_proof.py', () => {
  const script = join(__dirname, '..', '..', 'docs', 'check_proof.py');

  it('has at most sixty lines', () => {
    expect(readFileSync(script, 'utf8').split('\n').length).toBeLessThanOrEqual(61);
  });

  it('accepts an event and refuses a changed one', () => {
    const event = at('item_n1_3_2.json');
    expect(execFileSync('python3', [script, event, at('log.vkey')], { encoding: 'utf8' })).toMatch(
      /^OK: entry/,
    );
    writeFileSync(at('changed.json'), readFileSync(event, 'utf8').replace('"seq":2', '"seq":3'));
    writeFileSync(at('changed.json.tlog-proof'), readFileSync(`${event}.tlog-proof`));
    expect(spawnSync('python3', [script, at('changed.json'), at('log.vkey')]).status).not.toBe(0);
  });
});
