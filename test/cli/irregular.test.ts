import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, scratch } from '../support/cli';
import { triedOffice } from './every-verb';

/** A device: a reader that does not look waits for its end, or finds it empty. */
const DEVICE = '/dev/null';

const room = scratch();
afterAll(room.clear);

let tried: Awaited<ReturnType<typeof triedOffice>>;
let desk = '';
beforeAll(async () => {
  tried = await triedOffice(room);
  desk = room.folder();
  for (const folder of ['mails', 'loop', 'archive', 'office', 'plan']) mkdirSync(join(desk, folder));
  symlinkSync(DEVICE, join(desk, 'mails', 'one.eml'));
  // Followed, it is two to the power of forty folders.
  for (const name of ['a', 'b']) symlinkSync('.', join(desk, 'loop', name));
  symlinkSync(DEVICE, join(desk, 'archive', '清单.sha256'));
  for (const name of ['policy.yaml', 'calendar.yaml', 'roster.yaml'])
    symlinkSync(DEVICE, join(desk, 'office', name));
  symlinkSync(DEVICE, join(desk, 'plan', 'plan.yaml'));
  writeFileSync(join(desk, 'plan', 'notice.txt'), '通知');
}, 60_000);

/** The code of a refusal of a verb that is given a file. */
async function refusal(name: string, args: readonly string[], given: Readonly<Record<string, string>>) {
  const at = Object.fromEntries(
    Object.entries(given).map(([option, value]) => [option, value.replace('DESK', desk)]),
  );
  const row = { args: args.map((word) => word.replace('DESK', desk)).join(' ') };
  return answerOf(await tried({ name, row, given: { ...at, '--json': '' } })).error?.code;
}

describe('what is no file is read by no verb', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['notice read', [DEVICE], {}],
    ['plan check', ['DESK/plan'], {}],
    ['plan draft', ['plan/notice.txt'], { '-o': DEVICE }],
    ['unit import', [DEVICE], { '--as': 'gly', '--dry-run': '' }],
    ['calendar import', [DEVICE], { '--as': 'gly', '--dry-run': '' }],
    ['office load', ['DESK/office'], { '--as': 'gly', '--dry-run': '' }],
    ['item report', ['1'], { '--as': 'll-sjj', '--percent': '70', '--file': DEVICE, '--dry-run': '' }],
    ['paper scores', [], { '--rules': DEVICE }],
    ['audit check-proof', [DEVICE], {}],
    ['audit verify', [], { '--anchors': DEVICE }],
    ['audit verify', [], { '--anchors': 'DESK/mails' }],
    ['audit verify', [], { '--anchors': 'DESK/loop' }],
  ])('%s %j %j', async (name, args, given) => {
    expect(await refusal(name, args, given)).toBe('file-not-regular');
  });

  it('audit archive, which names it', async () => {
    const ran = await tried({ name: 'audit archive', row: {}, given: { '--check': join(desk, 'archive') } });
    expect([ran.code, ran.out]).toEqual([6, expect.stringContaining('清单.sha256 没有或读不出')]);
  });
});
