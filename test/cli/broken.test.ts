import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../client/cli/exit';
import { BROKEN, damageItem } from '../support/broken';
import { answerOf, commandLine, scratch } from '../support/cli';
import { moment } from '../support/item';
import { issuedLedger, opened, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

const room = scratch();
afterAll(room.clear);

let sound = '';
beforeAll(async () => {
  sound = room.folder();
  const ledger = await opened({ url: `sqlite:${join(sound, 'ledger.db')}` });
  await beginAll(ledger, await issuedLedger(ledger, planItems(3)), moment('2025-06-30 10:00'));
  await ledger.close();
});

/** A command line on a home whose second item is broken. */
function broken(how: string): ReturnType<typeof commandLine> {
  const home = room.folder();
  cpSync(sound, home, { recursive: true });
  damageItem(join(home, 'ledger.db'), 'item/n1/2', how);
  return commandLine({ home, now: () => moment('2025-07-01 10:00') });
}

const LISTS = [
  'item list --columns no',
  'item list --notice n1',
  'notice list',
  'notice show n1',
  'unit show sjj',
  'unit calendar sjj',
  'task list --as ddy',
  'mail upcoming',
  'audit diff --from 2025-06-30',
];

describe('an item whose stored state', () => {
  it.each(BROKEN)('%s is named by a list, which shows the others', async (_, how) => {
    const duban = broken(how);
    const ran = await duban('item', 'list', '--columns', 'no');
    expect([ran.code, ran.out.match(/\d/g)]).toEqual([EXIT.findings, ['1', '3']]);
    expect(ran.err).toContain('1 个事项的状态已损坏，没有算在内，其他事项照常：n1/2。');
    expect(JSON.parse((await duban('item', 'list', '--json')).out)).toMatchObject({
      ok: true,
      broken: ['item/n1/2'],
    });
  });

  it.each(LISTS)('is broken keeps nobody from: %s', async (line) => {
    const { code, err } = await broken(BROKEN[0][1])(...line.split(' '));
    expect([code, err]).toEqual([EXIT.findings, expect.stringContaining('：n1/2。')]);
  });

  it('is broken is shown as it was, from the journal', async () => {
    const { code, out } = await broken(BROKEN[0][1])(
      'item',
      'list',
      '--columns',
      'no',
      '--as-of',
      '2025-06-30',
    );
    expect([code, out.match(/\d/g)]).toEqual([EXIT.ok, ['1', '2', '3']]);
  });

  it('is broken is offered to no shell, and left out of no paper', async () => {
    const duban = broken(BROKEN[0][1]);
    expect((await duban('completion', 'items')).out.split('\n')).toEqual(['1', '3']);
    const paper = await duban('paper', 'bulletin', '--explain', '--json');
    expect([paper.code, answerOf(paper).error?.message]).toEqual([
      EXIT.unavailable,
      expect.stringContaining('item/n1/2'),
    ]);
  });
});
