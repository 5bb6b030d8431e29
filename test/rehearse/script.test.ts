import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable, type CommandType } from '../../domain/item/commands';
import { issueItem } from '../../domain/item/issue';
import { advance, recordedAs } from '../../domain/item/advance';
import { instant } from '../../domain/time';
import { scripted } from '../../worker/rehearse/events';
import { readScript } from '../../worker/rehearse/script';
import { seedFolder } from '../support/seed';
import { sure } from '../support/sure';

const folder = mkdtempSync(join(tmpdir(), 'duban-script-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const {
  planFile: { plan },
  office,
} = seedFolder();
const UNIT = '区规划资源局';

/** What a script of one event comes to. */
function acts(event: string) {
  const file = join(folder, 'script.yaml');
  writeFileSync(file, `habits: null\nevents:\n  - { at: 2025-09-05 15:00, item: '2', ${event} }\n`);
  const script = readScript(folder, file, folder);
  return script.ok ? scripted(plan, office, script.value) : script;
}

const said: Readonly<Record<Exclude<CommandType, 'taskDone'>, string>> = {
  acknowledge: `unit: ${UNIT}`,
  report: `unit: ${UNIT}, percentage: 70`,
  returnReport: `unit: ${UNIT}`,
  requestExtension: `unit: ${UNIT}, date: 2025-10-24, reason: 等待批复, progress: 已报批`,
  withdrawExtension: `unit: ${UNIT}`,
  grant: `unit: ${UNIT}, date: 2025-10-24`,
  refuse: `unit: ${UNIT}, reason: 不影响`,
  submitCompletion: `unit: ${UNIT}, text: 已上线`,
  withdrawCompletion: `unit: ${UNIT}, occurrence: 1`,
  accept: `unit: ${UNIT}`,
  return: `unit: ${UNIT}, reason: 缺材料`,
  revokeAcceptance: `unit: ${UNIT}, reason: 有误`,
  changeDeadline: 'date: 2025-10-24',
  assign: `unit: ${UNIT}, role: support`,
  release: `unit: ${UNIT}`,
  changeLead: `unit: ${UNIT}`,
  urge: `units: [${UNIT}], text: 请抓紧, again: true`,
  cancel: 'reason: 停办',
  close: 'reason: 办结',
  reopen: `date: 2025-11-28, units: [${UNIT}]`,
  yearEnd: 'outcome: carry, carriedTo: 2026/8',
};

describe('an event of a script', () => {
  const item = plan.items.find(({ key }) => key === '2');
  if (!item) throw new Error('the seed has no item 2');
  const at = instant(Date.parse('2025-06-30T02:00:00Z'));
  const issued = sure(issueItem(plan, item, { office, at, batch: 1 }));
  const cause = { actor: 'ddy', requestKey: null, at };
  const { state } = advance(null, recordedAs(null, [issued], cause), 'item/n/2');
  if (!state) throw new Error('nothing was issued');

  it.each(Object.entries(said))('%s gives that command', (type, words) => {
    const [act] = sure(acts(`do: ${type}, ${words}`));
    expect(act?.decide(state)?.command.type).toBe(type);
  });

  it('is there for every command of the table', () => {
    expect([...Object.keys(said), 'taskDone'].sort()).toEqual(Object.keys(commandTable).sort());
  });

  it('says nothing where it says nothing: text and reason stand for each other', () => {
    const [act] = sure(acts(`do: refuse, unit: ${UNIT}, text: 按期办理`));
    expect(act?.decide(state)?.command).toMatchObject({ reason: '按期办理' });
  });

  it('taskDone is for a task that is open, and nothing without one', () => {
    const [act] = sure(acts(`do: taskDone, unit: ${UNIT}, send: true`));
    expect(act?.decide(state)).toBeNull();
  });
});

describe('an event that is none', () => {
  it.each([
    ['no such command', `do: urgee, unit: ${UNIT}`, 'bad-script'],
    ['no unit', 'do: acknowledge', 'bad-script'],
    ['no date', `do: grant, unit: ${UNIT}`, 'bad-script'],
    ['a day that does not exist', `do: grant, unit: ${UNIT}, date: 2025-02-30`, 'bad-script'],
    ['a key of no command', `do: acknowledge, unit: ${UNIT}, datum: 2025-10-24`, 'bad-file'],
    ['a unit that is not there', 'do: acknowledge, unit: 区某局', 'unknown-unit'],
  ])('%s is refused', (_what, words, code) => {
    expect(acts(words)).toMatchObject({ problem: { code } });
  });
});
