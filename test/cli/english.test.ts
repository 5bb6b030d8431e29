import { join } from 'node:path';
import { nounsOf } from '../../client/cli/nouns';
import { nameOfVerb } from '../../client/cli/verb';
import { taskNumber } from '../../domain/view/tasks';
import { yearOfSuite } from '../audit/year';
import { commandLine, scratch } from '../support/cli';
import { opened } from '../support/ledger';
import { withoutWords, wordsOf } from '../support/own-words';
import { NOTICE_TEXT } from '../support/plan-folder';
import { triedOffice, VERBS } from './every-verb';
import { TABLE } from './option-table';

const longestFirst = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts)].filter((one) => /\p{Script=Han}/u.test(one)).sort((a, b) => b.length - a.length);

const year = yearOfSuite();
let names: readonly string[];
let task: string;
beforeAll(async () => {
  const { ledger } = year.room;
  names = await wordsOf(ledger);
  // The sheet of one to be handed over is Chinese, as every mail is.
  const phone = (await ledger.tasks({ open: true })).find(({ kind }) => kind === 'phone');
  task = phone ? taskNumber(phone.stream, phone.id) : '';
});

const chineseLines = (text: string, known = names): readonly string[] =>
  withoutWords(text, known).match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [];

/** What the table of options writes, and files of the office beside its ledger. */
const GIVEN: readonly string[] = [
  ...Object.values(TABLE).flatMap(({ with: given = {} }) => Object.values(given)),
  ...NOTICE_TEXT.split(/[\n（）。.]/),
  ...['补1', '补2'].flatMap((key) => [key, `开展检查（${key}）`]),
  // Headings of the roster's files.
  ...['邮箱'],
  ...['roster-联系人.csv', 'roster-单位.csv', 'roster-帐号.csv', 'roster-集合名称.csv'],
];

/** What is a Chinese text itself: mails and their sheets, plans, calendar files, lines of papers, terms of the archive. */
const CHINESE_BY_NATURE = new Set([
  ...['mail show', 'task show', 'plan draft', 'plan letters', 'unit calendar', 'audit archive'],
  ...['paper bulletin', 'paper weekly', 'paper annual'],
]);

const LINES: readonly string[] = [
  'item list',
  'item list --unit sjj',
  'item show 1',
  'item show 1 --unit sjj',
  'item why 1 --unit sjj --on 2025-09-22',
  'item why 2 --unit sfj --on 2025-10-09',
  'audit show n1/1',
  'audit diff --from 2025-09-22',
  'audit verify',
  'task list --as ddy',
  'task list --all',
  'task show TASK',
  'mail list',
  'mail upcoming --as ddy',
  'notice list',
  'unit list',
  'unit show sjj',
  'calendar show 2025',
  'office show',
  'account list',
  'whoami --as ddy',
];

describe('--lang en', () => {
  it.each(LINES)('is English throughout, but for names and what people wrote: %s', async (line) => {
    const argv = line.replace('TASK', task).split(' ');
    const { code, out } = await year.cli()(...argv, '--lang', 'en');
    expect([code, out.length > 0]).toEqual([0, true]);
    expect(chineseLines(out).slice(0, 5)).toEqual([]);
  });

  const verbs = nounsOf().flatMap(({ name, verbs: all }) => all().map((verb) => [name, nameOfVerb(verb)]));

  it.each([['', ''], ...verbs])(
    'is English in the help of %s %s, but for the words of examples',
    async (...at) => {
      const { out } = await commandLine()(...at.filter((word) => word !== ''), '--help', '--lang', 'en');
      const lines = out.split('\n').filter((line) => !line.startsWith('  duban '));
      expect(lines.filter((line) => /\p{Script=Han}/u.test(withoutWords(line, names)))).toEqual([]);
    },
  );

  describe('on an office some hours after issue', () => {
    const room = scratch();
    afterAll(room.clear);
    let tried: Awaited<ReturnType<typeof triedOffice>>;
    let known: readonly string[];
    beforeAll(async () => {
      tried = await triedOffice(room);
      const { home } = await tried({ name: 'whoami', row: {}, given: {} });
      const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
      known = longestFirst([...(await wordsOf(ledger)), ...GIVEN]);
      await ledger.close();
    }, 60_000);

    it.each(VERBS.map(([name]) => name).filter((name) => !CHINESE_BY_NATURE.has(name)))(
      '%s answers in English, with and without --dry-run',
      async (name) => {
        const row = TABLE[name] ?? {};
        const { '--dry-run': dry, ...given } = row.with ?? {};
        for (const options of dry === undefined ? [given] : [given, { ...given, '--dry-run': dry }]) {
          const { out, err } = await tried({ name, row, given: { ...options, '--lang': 'en' } });
          expect(chineseLines(`${out}\n${err}`, known).slice(0, 5)).toEqual([]);
        }
      },
    );
  });
});
