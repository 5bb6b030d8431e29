import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const JEST = `const file = process.argv.find((each) => each.startsWith('--outputFile=')).slice(13);
if (process.env.OUTCOME) require('fs').writeFileSync(file, process.env.OUTCOME);
console.error('jest', process.env.DUBAN_TEST, process.argv.slice(5).join(' '));
process.exit(Number(process.env.STATUS));
`;
const outcome = (passed: number, failed: number, unloadable = 0): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: unloadable });

describe('the count at the very end', () => {
  let root: string;
  const put = (name: string, content: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  const ran = (command: string, args: string[], env: Record<string, string>) => {
    const PATH = `${join(root, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const { stdout, stderr, status } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { PATH, STATUS: '0', ...env },
    });
    return { last: stdout.trim().split('\n').pop(), stderr, status };
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'duban-count-'));
    for (const name of [
      'scripts/setup.cjs',
      'scripts/compile.cjs',
      'scripts/jest.cjs',
      'scripts/test.cjs',
      '.ci/run',
    ]) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      copyFileSync(join(ROOT, name), join(root, name));
    }
    put('dist/engine/binaries.js', "module.exports = { SERVER: 'server', TEST_SERVER: 'test server' };");
    put('dist/engine/find.js', 'exports.findBinary = async () => ({ ok: true });');
    put('node_modules/jest/bin/jest.js', JEST);
    put('scripts/postgres.cjs', 'exports.ensurePostgres = () => undefined;');
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  describe('of npm test', () => {
    const npmTest = (env: Record<string, string>, args: string[] = []) =>
      ran(process.execPath, [join(root, 'scripts/test.cjs'), ...args], env);

    it('is what jest found, and jest gets the arguments', () => {
      const { last, status, stderr } = npmTest({ OUTCOME: outcome(7, 0) }, ['ledger']);
      expect([last, status]).toEqual(['7 passed, 0 failed', 0]);
      expect(stderr).toContain('jest named ledger');
    });

    it('is of what takes minutes when no path is given, and of the rest when that is asked for', () => {
      expect(npmTest({ OUTCOME: outcome(7, 0) }, ['--runInBand']).stderr).toContain('jest short --runInBand');
      expect(npmTest({ OUTCOME: outcome(7, 0) }, ['--rest']).stderr).toContain('jest rest');
    });

    it('is of one folder, or of what names narrow it to', () => {
      const jest = (...args: string[]) => npmTest({ OUTCOME: outcome(7, 0) }, ['--within', ...args]).stderr;
      expect(jest('test/gamedays', '--runInBand')).toContain('jest named test/gamedays --runInBand');
      expect(jest('test/gamedays', '--runInBand', 'temporal', 'workers', '-t=whole')).toContain(
        'jest named test/gamedays/.*temporal test/gamedays/.*workers --runInBand -t=whole',
      );
    });

    it.each([
      ['a failed test', outcome(7, 2), '1', '7 passed, 2 failed'],
      ['a suite that could not be loaded', outcome(7, 0, 1), '1', '7 passed, 1 failed'],
      ['jest ending badly all the same', outcome(7, 0), '1', '7 passed, 1 failed'],
      ['jest dying without a word', '', '1', '0 passed, 1 failed'],
    ])('counts %s', (_, OUTCOME, STATUS, line) => {
      const { last, status } = npmTest({ OUTCOME, STATUS });
      expect([last, status]).toEqual([line, 1]);
    });

    it('is one failure when the engine cannot be had, with the ways out', () => {
      const problem = "{ message: { zh: '没有', en: 'none' }, hint: { zh: '三种办法', en: 'three ways' } }";
      put('dist/engine/find.js', `exports.findBinary = async () => ({ ok: false, problem: ${problem} });`);
      const { last, status, stderr } = npmTest({});
      expect([last, status]).toEqual(['0 passed, 1 failed', 1]);
      expect(stderr).toContain('三种办法');
    });
  });

  describe('of .ci/run', () => {
    const ci = (check: number, tests: string, all = "echo '5 passed, 0 failed'") => {
      put(
        'bin/npm',
        `#!/bin/sh
        case "$3" in
          test) echo noise; ${tests};;
          test:all) ${all};;
          test:nodes) echo '4 passed, 0 failed';;
          check) exit ${check};;
        esac\n`,
      );
      chmodSync(join(root, 'bin/npm'), 0o755);
      return ran('bash', ['.ci/run'], {});
    };
    const held = "echo '7 passed, 0 failed'; exit 0";

    it('is the sum of all parts', () => {
      expect(ci(0, held)).toMatchObject({ last: '16 passed, 0 failed', status: 0 });
    });

    it.each([
      [
        'has one failure more when the checks do not hold',
        1,
        "echo '7 passed, 2 failed'; exit 1",
        '16 passed, 3 failed',
      ],
      ['fails with the tests', 0, "echo '7 passed, 2 failed'; exit 1", '16 passed, 2 failed'],
    ])('%s', (_, check, tests, last) => {
      expect(ci(check, tests)).toMatchObject({ last, status: 1 });
    });

    it.each([
      ['died without a word', 'exit 1', '11 passed, 1 failed'],
      ['ended badly with nothing failed', "echo '5 passed, 0 failed'; exit 1", '16 passed, 1 failed'],
    ])('counts a part that %s', (_, all, last) => {
      expect(ci(0, held, all)).toMatchObject({ last, status: 1 });
    });
  });

  it('npm test and npm run test:all are all suites together, none twice', () => {
    const suites = (part: string): readonly string[] => {
      const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
      const env = { ...process.env, DUBAN_TEST: part };
      const { stdout } = spawnSync(process.execPath, [jest, '--listTests'], {
        cwd: ROOT,
        encoding: 'utf8',
        env,
      });
      return stdout.trim().split('\n');
    };
    const [short, rest] = [suites('short'), suites('rest')];
    expect([...short, ...rest].sort()).toEqual([...suites('named')].sort());
    expect(short.length).toBeGreaterThan(rest.length);
  });
});
