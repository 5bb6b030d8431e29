import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../office/config';
import { codeOf } from '../support/item';
import { ROOT } from '../support/cli';
import { page } from './pages';

const FOLDERS = ['client', 'office', 'engine', 'ledger', 'mail', 'scripts', 'worker'];

const named = (text: string): readonly string[] => text.match(/\b(?:DUBAN|TEMPORAL)_[A-Z_]*[A-Z]\b/g) ?? [];

/** A setting that is itself the path of a file, as the key is made there when it is missing. */
const PATH_ITSELF = 'DUBAN_LOG_KEY_FILE';

const withoutFile = (name: string): string => (name === PATH_ITSELF ? name : name.replace(/_FILE$/, ''));

/** Hand their own wishes to tests. */
const FOR_TESTS: readonly string[] = ['fuzz.cjs', 'test.cjs'];

/** The settings that the sources name. */
const inSources = new Set(
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|cjs)$/.test(name) && !FOR_TESTS.includes(name))
      .flatMap((name) => named(readFileSync(join(ROOT, folder, name), 'utf8'))),
  ).map(withoutFile),
);

/** The rows of the table of settings, by the variables in their first cell. */
const rows = page('docs/operations.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|')[1] ?? '');

const inTable = new Set(rows.flatMap(named).map(withoutFile));

describe('the table of settings in docs/operations.md', () => {
  it('has every setting that the sources read, and no other', () => {
    expect([...inTable].sort()).toEqual([...inSources].sort());
  });

  it('has every setting that a file to deploy names', () => {
    const files = readdirSync(join(ROOT, 'deploy'), { recursive: true, withFileTypes: true });
    const inFiles = files
      .filter((one) => one.isFile())
      .flatMap((one) => named(readFileSync(join(one.parentPath, one.name), 'utf8')).map(withoutFile));
    expect(inFiles.length).toBeGreaterThan(0);
    expect([...inTable]).toEqual(expect.arrayContaining(inFiles));
  });

  it.each(rows.filter((cell) => cell.includes('_FILE') && !cell.includes(PATH_ITSELF)).flatMap(named))(
    '%s may be the path of a file with the value',
    (name) => {
      const read = readConfig({ [`${name}_FILE`]: join(ROOT, 'no-such-file') }, ROOT);
      expect(codeOf(read)).toBe('file-unreadable');
    },
  );

  it('names no file for a setting that has none', () => {
    for (const name of inTable) {
      if (name === PATH_ITSELF) continue;
      const cell = rows.find((one) => named(one).includes(name)) ?? '';
      const code = codeOf(readConfig({ [`${name}_FILE`]: join(ROOT, 'no-such-file') }, ROOT));
      expect([name, code]).toEqual([name, cell.includes('_FILE') ? 'file-unreadable' : 'ok']);
    }
  });
});
