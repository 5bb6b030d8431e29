import { nounsOf } from '../../client/cli/nouns';
import { nameOfVerb } from '../../client/cli/verb';
import { taskNumber } from '../../domain/view/tasks';
import { auditYear, type AuditYear } from '../audit/year';
import { commandLine } from '../support/cli';

let year: AuditYear;
let names: readonly string[];
let task: string;
beforeAll(async () => {
  year = await auditYear();
  const { ledger } = year.room;
  const { roster } = await ledger.office();
  const items = await ledger.items({});
  const events = (await Promise.all(items.map(({ stream }) => ledger.story(stream)))).flat();
  const said = events.flatMap(({ body }) =>
    Object.values(body).filter((value): value is string => typeof value === 'string'),
  );
  const open = await ledger.tasks({ open: true });
  // The sheet of one to be handed over is Chinese, as every mail is.
  const phone = open.find(({ kind }) => kind === 'phone');
  task = phone ? taskNumber(phone.stream, phone.id) : '';
  const holidays = (await ledger.office()).calendar.tables.flatMap(({ off }) => off.map(({ name }) => name));
  const texts = [
    '督办',
    // Values that are typed so in any language: the archive act's own terms.
    ...['永久', '30年', '10年'],
    ...holidays.flatMap((name) => [name, ...name.split('、')]),
    ...roster.units.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...roster.groups.map(({ name }) => name),
    ...roster.accounts.map(({ name }) => name),
    ...(await ledger.notices()).flatMap(({ title, number }) => [title, number]),
    ...items.flatMap(({ title, text, section, no }) => [title, text, section, no]),
    ...said,
    ...(await ledger.tasks({ open: false })).map(({ title }) => title),
    ...open.map(({ title }) => title),
  ];
  names = [...new Set(texts)]
    .filter((one) => /\p{Script=Han}/u.test(one))
    .sort((a, b) => b.length - a.length);
});
afterAll(() => year.close());

/** The office's own term behind the English one: "sign for an item (签收)". */
const TERM = / \([\p{Script=Han}、 ]+\)/gu;

/** What is left of a text without names, the office's terms, and what people wrote. */
const own = (text: string): string =>
  names.reduce((rest, name) => rest.replaceAll(name, ''), text.replace(TERM, ''));

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
    const left = own(out).match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [];
    expect(left.slice(0, 5)).toEqual([]);
  });

  const verbs = nounsOf().flatMap(({ name, verbs: all }) => all().map((verb) => [name, nameOfVerb(verb)]));

  it.each([['', ''], ...verbs])(
    'is English in the help of %s %s, but for the words of examples',
    async (...at) => {
      const { out } = await commandLine()(...at.filter((word) => word !== ''), '--help', '--lang', 'en');
      const lines = out.split('\n').filter((line) => !line.startsWith('  duban '));
      expect(lines.filter((line) => /\p{Script=Han}/u.test(own(line)))).toEqual([]);
    },
  );
});
