import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nounsOf, topVerbs } from '../../client/cli/nouns';
import { nameOfVerb, type Flag, type Verb } from '../../client/cli/verb';
import { vocabularyOf } from '../../client/files/learned-file';
import { readPlan } from '../../client/files/plan-file';
import type { Command } from '../../domain/item/commands';
import { refuse, text } from '../../domain/problem';
import { makeRoster } from '../../domain/roster/roster';
import { civilDate } from '../../domain/time';
import { givingVerbs } from '../../client/cli/verbs/item';
import { attributeOf, typed as typedOption } from '../../client/cli/item-options';
import { optionsOf } from '../../client/cli/item-acts';
import { readChecked } from '../../domain/unaccounted/read';
import { taskNumber } from '../../domain/view/tasks';
import { commandLine, ROOT, scratch } from '../support/cli';
import { moment } from '../support/item';
import { change, opened, setOffice } from '../support/ledger';
import { ledgerDuban } from '../support/ledger-duban';
import { testOffice } from '../support/office';
import { NOTICE_TEXT, PLAN_YAML, planFolder } from '../support/plan-folder';
import { sure } from '../support/sure';
import { TABLE, VALUES, type Row } from './option-table';

const none = () => Promise.resolve(refuse('no-engine', text('', ''), text('', '')));
const verbs: readonly (readonly [string, Verb])[] = [
  ...nounsOf().flatMap(({ name, verbs: own }) =>
    own().map((verb) => [`${name} ${nameOfVerb(verb)}`, verb] as const),
  ),
  ...topVerbs({ start: none, worker: none, console: none, rehearse: none }).map(
    (verb) => [nameOfVerb(verb), verb] as const,
  ),
];

const room = scratch();
afterAll(room.clear);
const home = room.folder();
const desk = room.folder();
const words: Record<string, string> = { SEED: join(ROOT, 'seeds', 'qingpu-2025') };

/** A plan in a folder of its own below the desk. */
function folder(name: string, plan: string): void {
  const made = planFolder(room.folder(), { plan });
  cpSync(made, join(desk, name), { recursive: true });
}

const added = (key: string, due = '2025-11-28'): string =>
  `  - key: '${key}'\n    supplement: 开展检查（${key}）。\n    due: ${due}\n    each: [区司法局]\n`;
const now = () => moment('2025-07-01 10:00');

beforeAll(async () => {
  const plan0 = PLAN_YAML.replace('title: 整理档案', 'title: 整理档案\n    each: [各街镇]') + added('补0');
  folder('plan', plan0);
  folder('added', plan0 + added('补1') + added('补2', '2025-06-27'));
  folder('other', PLAN_YAML.replace('t1', 't2').replace('2025-07-31', '2025-06-27'));
  writeFileSync(
    join(desk, 'calendar.yaml'),
    '2027:\n  source: 国办通知\n  work: []\n  off:\n    元旦: [2027-01-01]\n',
  );
  const office = testOffice();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger);
  const facade = ledgerDuban(ledger, now);
  const reading = readChecked({ text: NOTICE_TEXT }, vocabularyOf(office.roster));
  for (const name of ['plan', 'other'])
    expect((await commandLine({ home, cwd: desk, now })('notice', 'import', name, '--as', 'ddy')).code).toBe(
      0,
    );
  const { plan } = sure(readPlan(join(desk, 'plan', 'plan.yaml'), office, reading));
  sure(await facade.issue({ plan, items: null, acceptPast: false, actor: 'ddy', key: 'issue' }));
  const extension = {
    date: civilDate('2025-10-31'),
    reason: '供货推迟',
    progress: '三成',
    approver: '李局长',
  };
  const said: readonly (readonly [string, string, Command])[] = [
    ['1', 'll-sjj', { type: 'acknowledge', unit: 'sjj' }],
    ['1', 'll-sjj', { type: 'report', unit: 'sjj', percentage: 30, text: '已选型', files: [] }],
    ['2', 'll-sjj', { type: 'requestExtension', unit: 'sjj', ...extension }],
    ['补0', 'ddy', { type: 'cancel', reason: '不再办理' }],
  ];
  for (const [key, actor, command] of said)
    sure(await facade.command({ stream: `item/t1/${key}`, command, actor, key: command.type }));
  await ledger.composeLetters({ notice: 't1', batch: 1, now: now() });
  const [task] = await ledger.tasks({ open: true });
  words['TASK'] = task ? taskNumber(task.stream, task.id) : 'none';
  words['MAIL'] = (await ledger.mails({}))[0]?.key ?? 'none';
  const groups = office.roster.groups.map((one) =>
    one.name === '各街镇' ? { ...one, members: ['zjj'] } : one,
  );
  await ledger.setRoster(makeRoster({ ...office.roster, groups }), change('groups'));
  await ledger.close();
  const duban = commandLine({ home, cwd: desk, now });
  for (const made of ['unit export roster.csv', 'ledger backup backup.db'])
    expect((await duban(...made.split(' '))).code).toBe(0);
  const contacts = join(desk, 'roster-联系人.csv');
  writeFileSync(contacts, readFileSync(contacts, 'utf8').replace('liaison1@sjj', 'new@sjj'));
}, 60_000);

const longOf = ({ flags }: Flag): string => /--[a-z-]+/.exec(flags)?.[0] ?? '';

type Given = Readonly<Record<string, string>>;
const typed = (given: Given): readonly string[] =>
  Object.entries(given).flatMap(([option, value]) => (value === '' ? [option] : [option, value]));

/** What a call shows and leaves behind: exit code, what it printed, and the files that it made. */
async function outcome(name: string, { args = '', fresh }: Row, given: Given): Promise<string> {
  const [at, cwd] = [room.folder(), room.folder()];
  if (!fresh) cpSync(home, at, { recursive: true });
  cpSync(desk, cwd, { recursive: true });
  const positional = args
    .split(' ')
    .filter(Boolean)
    .map((word) => words[word] ?? word);
  const ran = await commandLine({ home: at, cwd, now, env: { PATH: '' } })(
    ...name.split(' '),
    ...positional,
    ...typed(given),
  );
  const files = readdirSync(cwd).sort().join(' ');
  return [ran.code, ran.out, ran.err, files].join('\n').replaceAll(cwd, '').replaceAll(at, '');
}

/** Verbs that need a server or hours of their own, and are shown where these are. */
const ELSEWHERE =
  /^(start|worker|console|rehearse|doctor|login|logout|paper |audit (prove|check-proof|export|archive)|ledger (reconcile|copy))/;

/** Options that make the command of an item (item-options.test.ts shows each in it); one that test/view/inbox.test.ts shows. */
const SHOWN = new Set([
  'task list --mine',
  ...givingVerbs.flatMap((verb) =>
    optionsOf(verb)
      .filter((option) => !['onBehalf', 'source', 'file'].includes(attributeOf(option)))
      .map((option) => `item ${verb.name} ${typedOption(option)}`),
  ),
]);

const rows = verbs.filter(([name]) => !ELSEWHERE.test(name));
const pairs = rows.flatMap(([name, { flags }]) =>
  flags
    .map((option) => [name, longOf(option), option] as const)
    .filter(([, option]) => !SHOWN.has(`${name} ${option}`)),
);

describe('every option of every verb', () => {
  it('stands in the table', () => {
    expect(rows.map(([name]) => name).filter((name) => !TABLE[name])).toEqual([]);
    expect(Object.keys(TABLE).filter((name) => !rows.some(([one]) => one === name))).toEqual([]);
  });

  it.each(pairs)('%s %s changes what the call does, or is refused', async (name, option, { flags }) => {
    const row = TABLE[name] ?? {};
    const { with: base = {}, values = {} } = row;
    const value = flags.includes('<') ? (values[option] ?? VALUES[option] ?? 'x') : '';
    const others = Object.fromEntries(Object.entries(base).filter(([one]) => one !== option));
    const without = await outcome(name, row, option in base ? others : base);
    const given = await outcome(name, row, {
      ...others,
      [option]: option in base ? (base[option] ?? '') : value,
    });
    expect(given).not.toBe(without);
  });
});
