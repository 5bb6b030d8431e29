import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../client/cli/exit';
import { nounsOf, topVerbs } from '../../client/cli/nouns';
import { nameOfVerb, type Verb } from '../../client/cli/verb';
import { refuse, text } from '../../domain/problem';
import { commandLine, ROOT, scratch } from '../support/cli';

const page = readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8');

const none = refuse('no-engine', text('', ''), text('', ''));
const nothing = () => Promise.resolve(none);

/** Every verb with its noun, as it is typed. */
const verbs: readonly (readonly [string, Verb])[] = [
  ...nounsOf().flatMap(({ name, verbs: own }) =>
    own().map((verb) => [`${name} ${nameOfVerb(verb)}`, verb] as const),
  ),
  ...topVerbs({ start: nothing, worker: nothing, console: nothing, rehearse: nothing }).map(
    (verb) => [nameOfVerb(verb), verb] as const,
  ),
];

/** The sections of docs/cli.md, by the command that each is about. */
const sections = new Map(
  page
    .split(/^### duban /m)
    .slice(1)
    .map((section) => {
      const heading = section.split('\n')[0] ?? '';
      return [heading.replace(/ ?[<[].*$/, ''), section.replaceAll('\\|', '|')] as const;
    }),
);

const room = scratch();
afterAll(room.clear);

describe('docs/cli.md', () => {
  it('has a section for every verb of the program, and no other', () => {
    expect([...sections.keys()].sort()).toEqual(verbs.map(([name]) => name).sort());
  });

  it.each(verbs)('says of `%s` what it does, its options, its examples and what it prints', (name, verb) => {
    const section = sections.get(name) ?? '';
    expect(section).toContain(verb.about.zh);
    for (const { flags } of verb.flags) expect(section).toContain(`\`${flags}\``);
    for (const { line } of verb.examples) expect(section).toContain(`duban ${line}`);
    expect(section).toContain('$ ');
  });

  it('names every exit code', () => {
    for (const code of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  });
});

/** Outputs of the page that follow from the sample's files alone, whatever the day. */
const STEADY = [
  'notice import seeds/qingpu-2025 --as ddy',
  'plan draft seeds/qingpu-2025/notice.txt',
  'plan check seeds/qingpu-2025 --on 2025-06-30',
  'plan letters seeds/qingpu-2025 --unit 区数据局 --on 2025-06-30',
  'calendar show 2025',
  'account list',
] as const;

describe('an output of docs/cli.md', () => {
  let home = '';
  beforeAll(async () => {
    home = room.folder();
    await commandLine({ home })('office', 'load', 'seeds/qingpu-2025');
  });

  it.each(STEADY)('of `%s` is what is printed, but for what is left out (…)', async (line) => {
    const [, after = ''] = page.split(`$ duban ${line}\n`);
    const shown = (after.split(/^(?:```|\$ duban )/m)[0] ?? '')
      .split('\n')
      .filter((one) => one.trim() !== '');
    const { out } = await commandLine({ home })(...line.split(' '));
    const printed = out.split('\n');
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((one) => one !== '…' && !printed.includes(one))).toEqual([]);
  });
});

/** Verbs that change nothing, that only write a file of their own, or that say who one is. */
const LOOKS =
  /^(notice (list|read|show)|account list|whoami|office show|plan |item (list|show|why)|task (list|show)|unit (list|show|export|calendar)|calendar show|mail (list|show|upcoming)|audit |paper |ledger (check|backup)|start|worker|console|rehearse|doctor|login|logout|completion)/;

describe('a verb that changes something', () => {
  const changing = verbs.filter(([name]) => !LOOKS.test(name));

  it.each(changing)('%s can be tried with --dry-run', (_name, verb) => {
    expect(verb.flags.map(({ flags }) => flags)).toContain('--dry-run');
  });

  it.each(changing.filter(([name]) => !name.startsWith('ledger ')))(
    '%s takes a request key',
    (_name, verb) => {
      expect(verb.flags.map(({ flags }) => flags)).toContain('--key <请求号>');
    },
  );
});

/** An example as the shell would split it. */
const words = (line: string): readonly string[] =>
  (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ''));

describe('examples', () => {
  const all = verbs.flatMap(([, { examples }]) => examples.map(({ line }) => line));

  it.each(all)('duban %s is written as it should be', async (line) => {
    const home = room.folder();
    const { code, err } = await commandLine({ home, cwd: home })(...words(line));
    expect([code, err]).not.toEqual([EXIT.usage, err]);
    expect(code).not.toBe(EXIT.unexpected);
  });

  it('are in both languages', () => {
    for (const [, { about, examples, flags }] of verbs)
      for (const said of [about, ...examples.map((one) => one.about), ...flags.map((one) => one.about)])
        expect([said.zh.length > 0, said.en.length > 0]).toEqual([true, true]);
  });
});

/** A command as a document writes it: in a code span, or typed in a block. */
const WRITTEN = /(?:`(?:npx )?|^ *(?:\$ |npx ))duban ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/gm;

const SCRIPT = /npm run ([\w:-]+)/g;

describe('every document', () => {
  const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
    .trim()
    .split('\n');
  const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

  it('names commands that the program has', () => {
    const names = new Set(verbs.flatMap(([name]) => [name, name.split(' ')[0] ?? '']));
    const known = (noun: string, verb: string | undefined): boolean =>
      names.has(verb === undefined || sections.has(noun) ? noun : `${noun} ${verb}`);
    const unknown = documents.flatMap((file) =>
      [...textOf(file).matchAll(WRITTEN)]
        .filter(([, noun = '', verb]) => !known(noun, verb))
        .map(([written]) => `${file}: ${written}`),
    );
    expect(unknown).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const has = textOf('package.json');
    const unknown = documents.flatMap((file) =>
      [...textOf(file).matchAll(SCRIPT)]
        .filter(([, script = '']) => !has.includes(`"${script}": `))
        .map(([written]) => `${file}: ${written}`),
    );
    expect(unknown).toEqual([]);
  });
});
