import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const SCRIPTS = resolve(__dirname, '../../scripts');

// npm that only notes that it was asked, and lays down a compiler that copies one file.
const NPM = `#!/bin/sh
echo "npm $*" >> "$ASKED"
[ -n "$NPM_FAILS" ] && exit 1
mkdir -p node_modules/typescript/bin
printf '{}' > node_modules/.package-lock.json
cp tsc.js node_modules/typescript/bin/tsc
`;
const TSC = `const fs = require('fs');
fs.appendFileSync(process.env.ASKED, 'tsc\\n');
if (fs.readFileSync('worker/main.ts', 'utf8').includes('oops')) process.exit(2);
fs.mkdirSync('dist/worker', { recursive: true });
fs.copyFileSync('worker/main.ts', 'dist/worker/main.js');
`;
const MAIN = 'console.log(process.env.TZ, ...process.argv.slice(2), require.main === module);';

describe('the set-up before any command', () => {
  let root: string;
  const put = (name: string, content: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  const asked = (): string[] => {
    const file = join(root, 'asked');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(file, { force: true });
    return lines.map((line) => line.split(' ')[0] ?? '');
  };
  const duban = (args: string[] = [], env: Record<string, string> = {}, flags: string[] = []) =>
    spawnSync(process.execPath, [...flags, join(root, 'scripts', 'duban.cjs'), ...args], {
      encoding: 'utf8',
      env: {
        PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
        ASKED: join(root, 'asked'),
        TZ: 'Asia/Shanghai',
        ...env,
      },
    });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duban-setup-'));
    mkdirSync(join(root, 'scripts'));
    for (const name of ['setup.cjs', 'duban.cjs'])
      copyFileSync(join(SCRIPTS, name), join(root, 'scripts', name));
    put('package-lock.json', '{}');
    put('tsconfig.json', '{ "include": ["worker", "client", "test"] }');
    put('tsconfig.build.json', '{}');
    put('tsc.js', TSC);
    put('worker/main.ts', MAIN);
    put('bin/npm', NPM);
    chmodSync(join(root, 'bin/npm'), 0o755);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('installs and compiles on a fresh machine, then runs the command in UTC with its arguments', () => {
    const { stdout, stderr, status } = duban(['item', 'list', '--json']);
    expect(asked()).toEqual(['npm', 'tsc']);
    expect(stdout).toBe('UTC item list --json true\n');
    expect(stderr).toMatch(/安装依赖.*installing packages[^]*编译.*compiling/);
    expect(status).toBe(0);
  });

  it('does and says nothing when nothing is missing', () => {
    duban();
    asked();
    expect(duban().stderr).toBe('');
    expect(asked()).toEqual([]);
  });

  it('compiles again when a source has changed, was added or is gone', () => {
    duban();
    put('client/x.ts', '');
    duban();
    put('client/x.ts', 'export {};');
    duban();
    rmSync(join(root, 'client/x.ts'));
    duban();
    expect(asked()).toEqual(['npm', 'tsc', 'tsc', 'tsc', 'tsc']);
  });

  it('installs again when the lock file has changed', () => {
    duban();
    put('package-lock.json', '{ "changed": true }');
    const later = Date.now() / 1000 + 60;
    utimesSync(join(root, 'package-lock.json'), later, later);
    duban();
    expect(asked()).toEqual(['npm', 'tsc', 'npm', 'tsc']);
  });

  it('does not install again for a new version of its own: what runs would lose its packages', () => {
    const lockOf = (version: string): string =>
      JSON.stringify({ version, packages: { '': { version }, 'node_modules/a': { version: '1.0.0' } } });
    put('package-lock.json', lockOf('0.1.0'));
    duban();
    put('package-lock.json', lockOf('0.2.0'));
    const later = Date.now() / 1000 + 60;
    utimesSync(join(root, 'package-lock.json'), later, later);
    duban();
    expect(asked()).toEqual(['npm', 'tsc', 'tsc']);
  });

  it('accepts packages that somebody installed with npm', () => {
    spawnSync(join(root, 'bin/npm'), {
      cwd: root,
      env: { PATH: '/usr/bin:/bin', ASKED: join(root, 'asked') },
    });
    duban();
    expect(asked()).toEqual(['npm', 'tsc']);
  });

  it('ends with 1 and a hint when packages cannot be installed', () => {
    const { status, stderr, stdout } = duban([], { NPM_FAILS: '1' });
    expect(status).toBe(1);
    expect(stderr).toContain('请检查网络或 npm 源');
    expect(stdout).toBe('');
  });

  it('ends with 1 when the sources do not compile, and tries again next time', () => {
    put('worker/main.ts', 'oops');
    expect(duban().status).toBe(1);
    put('worker/main.ts', MAIN);
    expect(duban().status).toBe(0);
  });

  it('refuses a Node older than 20.20 and says which it is', () => {
    put('old.cjs', "Object.defineProperty(process, 'versions', { value: { node: '20.19.5' } });");
    const { status, stderr } = duban([], {}, ['-r', join(root, 'old.cjs')]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/需要 Node 20.20 或更新,现在是 20.19.5/);
    expect(asked()).toEqual([]);
  });
});
