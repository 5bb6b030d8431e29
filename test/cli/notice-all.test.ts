import { join } from 'node:path';
import { answerOf, commandLine, scratch } from '../support/cli';
import { moment, planItem } from '../support/item';
import { call, issuedLedger, opened, planItems, says } from '../support/ledger';
import { handIn, sign } from '../support/commands';

const room = scratch();
afterAll(room.clear);

let run: ReturnType<typeof commandLine>;

beforeAll(async () => {
  const home = room.folder();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  const items = [...planItems(3), { ...planItem({ kind: 'continuous' }), key: 'c' }];
  for (const stream of await issuedLedger(ledger, items)) await ledger.record(call(stream));
  await ledger.record(says('item/n1/2', sign('sjj'), { key: 'sign', actor: 'll-sjj' }));
  await ledger.record(says('item/n1/2', handIn('sjj'), { key: 'hand-in', actor: 'll-sjj' }));
  await ledger.close();
  run = commandLine({ home, now: () => moment('2025-07-01 10:00') });
});

const words = (line: string): readonly string[] => line.split(' ');

describe('moving all dates of a notice, tried first', () => {
  const line = 'notice date n1 --shift +5 --reason 上级调整 --dry-run --as ddy';

  it('counts items and mails, and lists what is refused with what to do', async () => {
    const ran = await run(...words(line));
    expect(ran.out).toContain('将改期 2 项，在 2 封邮件里说明；1 项会被拒绝');
    expect(ran.out).toContain('■ n1/2 [handed-in]');
    expect(ran.out).toContain('→');
    expect(ran.code).toBe(6);
  });

  it('says the same to a program', async () => {
    expect(answerOf(await run(...words(line), '--json')).data).toMatchObject({
      dryRun: true,
      items: 2,
      mails: { digests: 2, immediate: 0 },
      refused: [{ stream: 'item/n1/2', code: 'handed-in' }],
    });
  });
});

describe('cancelling a notice, tried first', () => {
  it('counts every open item, the continuous one too', async () => {
    const ran = await run(...words('notice cancel n1 --reason 已废止 --dry-run --as ddy'));
    expect([ran.code, ran.out]).toEqual([0, '将取消 4 项，在 2 封邮件里说明；0 项会被拒绝']);
  });
});

describe('the same done to a whole notice', () => {
  it.each([
    ['notice date n1 --shift +5 --as ddy', 2, 'usage'],
    ['notice date n1 --reason x --as ddy', 2, 'usage'],
    ['notice date n1 --shift 0 --reason x --as ddy', 2, 'usage'],
    ['notice date n1 --shift 5 --to 2025-12-31 --reason x --as ddy', 2, 'usage'],
    ['notice cancel n1 --as ddy', 2, 'usage'],
    ['notice cancel n1 --reason x --as ll-sjj', 4, 'not-allowed'],
    ['notice cancel n1 --reason x --as ddy3', 4, 'not-allowed'],
    ['notice cancel n9 --reason x --as ddy', 3, 'notice-not-found'],
    ['notice cancel n1 --reason x --as ddy', 69, 'engine-not-running'],
  ])('%s is refused (exit %i, %s)', async (line, code, problem) => {
    const ran = await run(...words(line), '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([code, problem]);
  });
});
