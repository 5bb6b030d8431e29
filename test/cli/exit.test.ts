import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classOf, EXIT, exitOf } from '../../client/cli/exit';
import { text } from '../../domain/problem';
import { ROOT } from '../support/cli';

/** Folders whose `code:` fields are findings, not problems of a call. */
const FINDINGS = ['domain/notice', 'domain/digest', 'domain/journal', 'ledger/check'];

/** A defect, which is 1, and zod's own word. */
const NONE = ['unexpected', 'custom'];

const FOLDERS = ['domain', 'client', 'ledger', 'engine', 'mail', 'activities', 'worker'];

/** How the sources make a problem: refuse('x' …), refuseFaults('x' …), error(…, 'x', text(…)), code: 'x'. */
const FORMS = [
  /\brefuse(?:Faults|Kind)?\(\s*'([a-z][a-z_-]+)'/g,
  /\bproblem\(\s*'([a-z][a-z_-]+)'/g,
  /\berror\([^;]*?\n?\s*'([a-z]+(?:-[a-z]+)+)',\s*\n?\s*text\(/g,
  /\bcode: '([a-z][a-z_-]+)',\s*\n?\s*message/g,
];

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => !FINDINGS.some((one) => path.startsWith(one)));
}

/** Every code of a problem that the sources can give, with the file that gives it. */
function codesInUse(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const path of FOLDERS.flatMap(sources)) {
    const source = readFileSync(join(ROOT, path), 'utf8');
    for (const form of FORMS)
      for (const [, code] of source.matchAll(form)) if (code !== undefined) codes.set(code, path);
  }
  return codes;
}

describe('exit codes', () => {
  it('have a class for every code of a problem that the sources give', () => {
    const codes = codesInUse();
    expect(codes.size).toBeGreaterThan(80);
    const unclassed = [...codes].filter(([code]) => classOf(code) === undefined && !NONE.includes(code));
    expect(unclassed).toEqual([]);
  });

  it.each([
    ['usage', 2],
    ['item-not-found', 3],
    ['not_allowed', 4],
    ['wrong-state', 4],
    ['key-reused', 4],
    ['bad-date', 5],
    ['bad-plan', 5],
    ['ledger-locked', 69],
    ['engine-not-running', 69],
    ['outcome-unknown', 69],
  ])('%s is %i', (code, exit) => {
    expect(exitOf({ code, message: text('', ''), hint: text('', '') })).toBe(exit);
  });

  it('count what they do not know as refused', () => {
    expect(exitOf({ code: 'new-rule', message: text('', ''), hint: text('', '') })).toBe(EXIT.refused);
  });
});
