import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
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

// npm that only notes what it was asked, and lays down a compiler that only notes that it was used.
const NPM = `#!/bin/sh
echo "npm $*" >> "$ASKED"
[ -n "$NPM_FAILS" ] && exit 1
while [ -n "$NPM_WAITS" ] && [ ! -e "$NPM_WAITS" ]; do sleep 0.05; done
mkdir -p node_modules/@swc/core
cp package-lock.json node_modules/.package-lock.json
cp swc.js node_modules/@swc/core/index.js
`;
const SWC = `require('fs').appendFileSync(process.env.ASKED, 'swc\\n');
exports.transformSync = (source) => {
  if (source.includes('oops')) throw new Error('does not compile');
  return { code: source };
};
`;

/** A package with a program for this machine. */
const HERE = { optional: true, os: [process.platform], cpu: [process.arch] };
const lockOf = (packages: Readonly<Record<string, object>>, version = '0.1.0'): string => {
  const entries = Object.entries(packages).map(([name, one]) => [
    `node_modules/${name}`,
    { version: '1.0.0', ...one },
  ]);
  return JSON.stringify({
    version,
    packages: Object.fromEntries([['', { version }], ...entries]) as unknown,
  });
};
const MAIN = 'console.log(process.env.TZ, ...process.argv.slice(2), require.main === module);';

describe('the set-up before any command', () => {
  let root: string;
  const put = (name: string, content: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  /** The lock file is written later than all that is installed, as by a checkout. */
  const touchLock = (): void => {
    const later = Date.now() / 1000 + 60;
    utimesSync(join(root, 'package-lock.json'), later, later);
  };
  const lines = (): string[] => {
    const file = join(root, 'asked');
    const all = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(file, { force: true });
    return all;
  };
  const asked = (): string[] => lines().map((line) => line.split(' ')[0] ?? '');
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

  /** The command begun and not waited for. */
  const begun = (env: Record<string, string>) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'duban.cjs')], {
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, ASKED: join(root, 'asked'), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const heard = new EventEmitter();
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
      heard.emit('more');
    });
    return {
      ended: once(child, 'exit').then(([code]: unknown[]) => code),
      kill: () => child.kill('SIGKILL'),
      says: async (words: string) => {
        while (!said.includes(words)) await once(heard, 'more');
      },
    };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duban-setup-'));
    mkdirSync(join(root, 'scripts'));
    for (const name of ['setup.cjs', 'compile.cjs', 'duban.cjs'])
      copyFileSync(join(SCRIPTS, name), join(root, 'scripts', name));
    put('package-lock.json', '{}');
    put('tsconfig.json', '{ "include": ["worker", "client", "test"] }');
    put('package.json', '{}');
    put('swc.js', SWC);
    put('worker/main.ts', MAIN);
    put('bin/npm', NPM);
    chmodSync(join(root, 'bin/npm'), 0o755);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('installs and compiles on a fresh machine, then runs the command in UTC with its arguments', () => {
    const { stdout, stderr, status } = duban(['item', 'list', '--json']);
    expect(asked()).toEqual(['npm', 'swc']);
    expect(stdout).toBe('UTC item list --json true\n');
    expect(stderr).toMatch(/安装依赖.*installing packages[^]*编译.*compiling/);
    expect(status).toBe(0);
  });

  it('installs what running needs, and for tests adds the rest to what is there', () => {
    duban();
    const setUp = join(root, 'scripts', 'setup.cjs');
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, ASKED: join(root, 'asked') };
    spawnSync(process.execPath, [setUp], { env });
    duban();
    expect(lines()).toEqual([
      expect.stringMatching(/^npm ci --omit=dev /),
      'swc',
      expect.stringMatching(/^npm install --no-save --include=dev /),
    ]);
  });

  it('is done by one terminal, while a second waits and says so', async () => {
    const first = begun({ NPM_WAITS: join(root, 'go') });
    await first.says('installing');
    const second = begun({});
    await second.says('another terminal is installing');
    put('go', '');
    expect(await first.ended).toBe(0);
    expect(await second.ended).toBe(0);
    expect(asked()).toEqual(['npm', 'swc']);
  });

  it('waits for the npm of a terminal that was killed, which goes on in the folder', async () => {
    const first = begun({ NPM_WAITS: join(root, 'go') });
    while (!existsSync(join(root, 'asked'))) await new Promise(setImmediate);
    first.kill();
    expect(await first.ended).toBe(null);
    const second = begun({});
    await second.says('another terminal is installing');
    put('go', '');
    expect(await second.ended).toBe(0);
    expect(asked()).toEqual(['npm', 'swc']);
  });

  it('takes over from one that was killed', () => {
    put('dist/.duban-setup', '4194305');
    expect(duban().status).toBe(0);
    expect(existsSync(join(root, 'dist/.duban-setup'))).toBe(false);
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
    expect(asked()).toEqual(['npm', 'swc', 'swc', 'swc', 'swc']);
  });

  it('installs again when the lock file has changed', () => {
    duban();
    put('package-lock.json', lockOf({ a: { version: '1.0.1' } }));
    touchLock();
    duban();
    expect(asked()).toEqual(['npm', 'swc', 'npm', 'swc']);
  });

  it('installs again when the packages were installed on another machine', () => {
    duban();
    const [sum = ''] = readFileSync(join(root, 'node_modules/.duban-lock'), 'utf8').split(' ');
    put('node_modules/.duban-lock', `${sum.replace(/^./, 'x')} run`);
    put('package-lock.json', lockOf({ 'a-here': HERE, 'a-there': { ...HERE, os: ['plan9'] } }));
    put('node_modules/.package-lock.json', lockOf({ 'a-there': { ...HERE, os: ['plan9'] } }));
    touchLock();
    duban();
    expect(asked()).toEqual(['npm', 'swc', 'npm', 'swc']);
  });

  it('does not install again for a new version of its own: what runs would lose its packages', () => {
    put('package-lock.json', lockOf({}, '0.1.0'));
    duban();
    put('package-lock.json', lockOf({}, '0.2.0'));
    touchLock();
    duban();
    expect(asked()).toEqual(['npm', 'swc', 'swc']);
  });

  it('accepts packages that somebody installed with npm, whenever the lock file was written', () => {
    put('package-lock.json', lockOf({ a: {}, 'a-there': { ...HERE, os: ['plan9'] }, tool: { dev: true } }));
    spawnSync(join(root, 'bin/npm'), {
      cwd: root,
      env: { PATH: '/usr/bin:/bin', ASKED: join(root, 'asked') },
    });
    put('node_modules/.package-lock.json', lockOf({ a: {} }));
    touchLock();
    duban();
    expect(asked()).toEqual(['npm', 'swc']);
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
    expect(stderr).toMatch(/需要 Node 20.20 或更新，现在是 20.19.5/);
    expect(asked()).toEqual([]);
  });
});
