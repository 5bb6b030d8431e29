import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleDigest } from '../../worker/bundle';

const SOURCES = {
  'workflows/index.ts': `import {\n  MINUTE,\n} from '../domain/measures';\nimport type {\n  Plan,\n} from '../domain/plan';\nexport { sub } from './sub/sub';`,
  'workflows/sub/sub.ts': `export const sub = 1;\n/** As in import x from './nowhere'. */`,
  'domain/measures.ts': `const { ten } = require('./ten');\nexport const MINUTE = ten;`,
  'domain/ten/index.ts': 'export const ten = 10;',
  'domain/plan.ts': 'export interface Plan {}',
  'domain/other.ts': 'export const other = 1;',
};

describe('the digest of a bundle of workflows', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duban-bundle-'));
    for (const [name, text] of Object.entries(SOURCES)) write(name, text);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const digest = () => bundleDigest(join(root, 'workflows'));
  const changed = (name: keyof typeof SOURCES) => {
    const before = digest();
    write(name, `${SOURCES[name]}\n// changed`);
    return digest() !== before;
  };

  it.each([
    'workflows/index.ts',
    'workflows/sub/sub.ts',
    'domain/measures.ts',
    'domain/ten/index.ts',
  ] as const)('changes with a source that it is made from: %s', (name) => {
    expect(changed(name)).toBe(true);
  });

  it.each(['domain/plan.ts', 'domain/other.ts'] as const)('stays when another one changes: %s', (name) => {
    expect(changed(name)).toBe(false);
  });

  it('changes with what a source takes in from now on', () => {
    const before = digest();
    write('workflows/later.ts', `export * from '../domain/other';`);
    const with1 = digest();
    write('domain/other.ts', 'export const other = 2;');
    expect(new Set([before, with1, digest()]).size).toBe(3);
  });
});
