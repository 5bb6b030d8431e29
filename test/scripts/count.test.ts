import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const JEST = `const file = process.argv.find((each) => each.startsWith('--outputFile=')).slice(13);
if (process.env.OUTCOME) require('fs').writeFileSync(file, process.env.OUTCOME);
console.error('jest', process.argv.slice(5).join(' '));
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
      expect(stderr).toContain('jest ledger');
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
    const ci = (check: number, tests: string) => {
      put('bin/npm', `#!/bin/sh\n[ "$1" = test ] && { echo noise; ${tests}; }\nexit ${check}\n`);
      chmodSync(join(root, 'bin/npm'), 0o755);
      return ran('bash', ['.ci/run'], {});
    };

    it('is that of npm test when the checks hold', () => {
      expect(ci(0, "echo '7 passed, 0 failed'; exit 0")).toMatchObject({
        last: '7 passed, 0 failed',
        status: 0,
      });
    });

    it('has one failure more when they do not', () => {
      expect(ci(1, "echo '7 passed, 2 failed'; exit 1")).toMatchObject({
        last: '7 passed, 3 failed',
        status: 1,
      });
    });

    it('fails with the tests', () => {
      expect(ci(0, "echo '7 passed, 2 failed'; exit 1")).toMatchObject({
        last: '7 passed, 2 failed',
        status: 1,
      });
    });
  });
});
