import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandType } from '../../domain/item/commands';
import { issueItem } from '../../domain/plan/issue';
import { advance, recordedAs } from '../../domain/item/advance';
import { instant } from '../../domain/time';
import { scripted } from '../../worker/rehearse/events';
import { readScript } from '../../worker/rehearse/script';
import { commandTypes, exampleOf } from '../support/command-example';
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
async function acts(event: string) {
  const file = join(folder, 'script.yaml');
  writeFileSync(file, `habits: null\nevents:\n  - { at: 2025-09-05 15:00, item: '2', ${event} }\n`);
  const script = await readScript(folder, file, folder);
  return script.ok ? scripted(plan, office, script.value) : script;
}

/** The words of a command as a script has them: its fields by name, units as people write them. */
const said = (type: CommandType): string => {
  const { type: _, files: _files, phone: _phone, ...fields } = exampleOf(type, UNIT);
  return JSON.stringify(fields).slice(1, -1).replaceAll('":', '": ');
};

describe('an event of a script', () => {
  const item = plan.items.find(({ key }) => key === '2');
  if (!item) throw new Error('the seed has no item 2');
  const at = instant(Date.parse('2025-06-30T02:00:00Z'));
  const issued = sure(issueItem(plan, item, { office, at, batch: 1 }));
  const cause = { actor: 'ddy', requestKey: null, at };
  const { state } = advance(null, recordedAs(null, [issued], cause), 'item/n/2');
  if (!state) throw new Error('nothing was issued');

  it.each(commandTypes.filter((type) => type !== 'taskDone'))('%s gives that command', async (type) => {
    const [act] = sure(await acts(`do: ${type}, ${said(type)}`));
    expect(act?.decide(state)?.command.type).toBe(type);
  });

  it('says nothing where it says nothing: text and reason stand for each other', async () => {
    const [act] = sure(await acts(`do: refuse, unit: ${UNIT}, text: 按期办理`));
    expect(act?.decide(state)?.command).toMatchObject({ reason: '按期办理' });
  });

  it('taskDone is for a task that is open, and nothing without one', async () => {
    const [act] = sure(await acts(`do: taskDone, unit: ${UNIT}, send: true`));
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
  ])('%s is refused', async (_what, words, code) => {
    expect(await acts(words)).toMatchObject({ problem: { code } });
  });
});
