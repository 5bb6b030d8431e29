import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = resolve(__dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** The invariants of the design that are shown here; each new one is added by its number. */
const NUMBERS = Array.from({ length: 30 }, (_, n) => n + 1);

const mutants = z
  .array(
    z.strictObject({
      invariant: z.int(),
      breaks: z.string().min(1),
      file: z.string(),
      find: z.string().min(1),
      replace: z.string(),
      test: z.string().regex(/^test\/.+\.test\.tsx?$/),
      name: z.string().optional(),
    }),
  )
  .parse(parse(read('test', 'mutants.yaml')));

const cells = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of the tables of docs/invariants.md that begin with a number, by their number of columns. */
const rows = (columns: number): readonly (readonly string[])[] =>
  read('docs', 'invariants.md')
    .split('\n')
    .filter((line) => /^\| *\d+ *\|/.test(line))
    .map(cells)
    .filter(({ length }) => length === columns);

/** What the tests of a folder say, with the suites that they are made of. */
const wordsNear = (test: string): string => {
  const folder = dirname(join(ROOT, test));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
};

describe('every invariant', () => {
  it('has a line of its own in docs/invariants.md, in order', () => {
    expect(rows(2).map(([no]) => Number(no))).toEqual(NUMBERS);
  });

  it('is broken by a mutant, in order', () => {
    const numbers = mutants.map(({ invariant }) => invariant);
    expect([...new Set(numbers)]).toEqual(NUMBERS);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('is documented with its places, its tests and its mutants as they are', () => {
    expect(rows(4)).toEqual(
      mutants.map(({ invariant, breaks, file, test, name }) => [
        String(invariant),
        breaks,
        `\`${file}\``,
        name === undefined ? `\`${test}\`` : `\`${test}\` “${name}”`,
      ]),
    );
  });
});

describe('a mutant', () => {
  const called = ({ invariant, breaks }: (typeof mutants)[number]): string => `${invariant} ${breaks}`;

  it('fits in exactly one place of its file, and changes it', () => {
    const stale = mutants.filter(
      ({ file, find, replace }) => read(file).split(find).length !== 2 || replace === find,
    );
    expect(stale.map(called)).toEqual([]);
  });

  it('names a test that there is', () => {
    const lost = mutants.filter(
      ({ test, name = '' }) => !existsSync(join(ROOT, test)) || !wordsNear(test).includes(name),
    );
    expect(lost.map(called)).toEqual([]);
  });
});
