import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nounsOf, topVerbs } from '../../client/cli/nouns';
import { nameOfVerb, type Verb } from '../../client/cli/verb';
import type { Starters } from '../../client/cli/verbs/start';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { readPlan } from '../../office/intake/files/plan-file';
import type { Command } from '../../domain/item/commands';
import { refuse, text } from '../../domain/problem';
import { makeRoster } from '../../domain/roster/roster';
import { civilDate } from '../../domain/time';
import { readChecked } from '../../domain/unaccounted/read';
import { taskNumber } from '../../domain/view/tasks';
import { commandLine, ROOT, type Ran, type Scratch } from '../support/cli';
import { moment } from '../support/item';
import { change, opened, setOffice } from '../support/ledger';
import { ledgerDuban } from '../support/ledger-duban';
import { testOffice } from '../support/office';
import { NOTICE_TEXT, PLAN_YAML, planFolder } from '../support/plan-folder';
import { sure } from '../support/sure';
import type { Row } from './option-table';

const none = () => Promise.resolve(refuse('no-engine', text('', ''), text('', '')));
/** Every verb of the program, under the words that are typed. */
export const VERBS: readonly (readonly [string, Verb])[] = [
  ...nounsOf().flatMap(({ name, verbs: own }) =>
    own().map((verb) => [`${name} ${nameOfVerb(verb)}`, verb] as const),
  ),
  ...topVerbs({ start: none, worker: none, console: none, rehearse: none }).map(
    (verb) => [nameOfVerb(verb), verb] as const,
  ),
];

/** The day on which the verbs are tried. */
const now = () => moment('2025-07-01 10:00');

const added = (key: string, due = '2025-11-28'): string =>
  `  - key: '${key}'\n    supplement: 开展检查（${key}）。\n    due: ${due}\n    each: [区司法局]\n`;

/** Plans, issued and not, a calendar and a roster to import. */
function layOut(room: Scratch, desk: string): void {
  const folder = (name: string, plan: string): void => {
    cpSync(planFolder(room.folder(), { plan }), join(desk, name), { recursive: true });
  };
  const plan0 = PLAN_YAML.replace('title: 整理档案', 'title: 整理档案\n    each: [各街镇]') + added('补0');
  folder('plan', plan0);
  folder('added', plan0 + added('补1') + added('补2', '2025-06-27'));
  folder('other', PLAN_YAML.replace('t1', 't2').replace('2025-07-31', '2025-06-27'));
  writeFileSync(
    join(desk, 'calendar.yaml'),
    '2027:\n  source: 国办通知\n  work: []\n  off:\n    元旦: [2027-01-01]\n',
  );
}

/** What is said of the items of the issued notice. */
const SAID: readonly (readonly [key: string, actor: string, command: Command])[] = [
  ['1', 'll-sjj', { type: 'acknowledge', unit: 'sjj' }],
  ['1', 'll-sjj', { type: 'report', unit: 'sjj', percentage: 30, text: '已选型', files: [] }],
  [
    '2',
    'll-sjj',
    {
      type: 'requestExtension',
      unit: 'sjj',
      date: civilDate('2025-10-31'),
      reason: '供货推迟',
      progress: '三成',
      approver: '李局长',
    },
  ],
  ['补0', 'ddy', { type: 'cancel', reason: '不再办理' }],
];

/** A home and a folder of files; gives the words that stand for what was made in it. */
async function furnish(home: string, desk: string): Promise<Readonly<Record<string, string>>> {
  const office = testOffice();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger);
  const facade = ledgerDuban(ledger, now);
  const reading = readChecked({ text: NOTICE_TEXT }, vocabularyOf(office.roster));
  for (const name of ['plan', 'other'])
    expect((await commandLine({ home, cwd: desk, now })('notice', 'import', name, '--as', 'ddy')).code).toBe(
      0,
    );
  const { plan } = sure(await readPlan(join(desk, 'plan', 'plan.yaml'), office, reading));
  sure(await facade.issue({ plan, items: null, acceptPast: false, actor: 'ddy', key: 'issue' }));
  for (const [key, actor, command] of SAID)
    sure(await facade.command({ stream: `item/t1/${key}`, command, actor, key: command.type }));
  await ledger.composeLetters({ notice: 't1', batch: 1, now: now() });
  const [task] = await ledger.tasks({ open: true });
  const words = {
    SEED: join(ROOT, 'seeds', 'qingpu-2025'),
    TASK: task ? taskNumber(task.stream, task.id) : 'none',
    MAIL: (await ledger.mails({}))[0]?.key ?? 'none',
  };
  const groups = office.roster.groups.map((one) =>
    one.name === '各街镇' ? { ...one, members: ['zjj'] } : one,
  );
  await ledger.setRoster(makeRoster({ ...office.roster, groups }), change('groups'));
  await ledger.close();
  const duban = commandLine({ home, cwd: desk, now });
  for (const made of ['unit export roster.csv', 'ledger backup backup.db', 'audit prove t1/1 1'])
    expect((await duban(...made.split(' '))).code).toBe(0);
  cpSync(join(desk, 'log.vkey'), join(desk, 'other.vkey'));
  rmSync(join(desk, 'log.vkey'));
  const contacts = join(desk, 'roster-联系人.csv');
  writeFileSync(contacts, readFileSync(contacts, 'utf8').replace('liaison1@sjj', 'new@sjj'));
  cpSync(join(words.SEED, 'scores.yaml'), join(desk, 'scores.yaml'));
  return words;
}

/** A verb as it is called: its row in the table and its options. */
export interface Try {
  readonly name: string;
  readonly row: Row;
  readonly given: Readonly<Record<string, string>>;
  /** Settings beside those of the office. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a call printed, and where it ran. */
export interface Tried extends Ran {
  readonly home: string;
  readonly cwd: string;
}

/** A rehearsal is shown where it runs (test/rehearse); here, what it is asked for. */
const rehearse: Starters['rehearse'] = (_session, folder, wishes) => {
  const asked = JSON.stringify({ folder, ...wishes });
  return Promise.resolve(refuse('no-engine', text(asked, asked), text('-', '-')));
};

const typed = (given: Try['given']): readonly string[] =>
  Object.entries(given).flatMap(([option, value]) => (value === '' ? [option] : [option, value]));

/** An office some hours after issue; each call runs on a copy of its own. */
export async function triedOffice(room: Scratch): Promise<(call: Try) => Promise<Tried>> {
  const [home, desk] = [room.folder(), room.folder()];
  layOut(room, desk);
  const words = await furnish(home, desk);
  return async ({ name, row: { args = '', fresh }, given, env }) => {
    const [at, cwd] = [room.folder(), room.folder()];
    if (!fresh) cpSync(home, at, { recursive: true });
    cpSync(desk, cwd, { recursive: true });
    const positional = args
      .split(' ')
      .filter(Boolean)
      .map((word) => words[word] ?? word);
    const argv = [...name.split(' '), ...positional, ...typed(given)];
    const settings = { PATH: '', ...env };
    const ran = await commandLine({ home: at, cwd, now, env: settings, starters: { rehearse } })(...argv);
    return { ...ran, home: at, cwd };
  };
}
