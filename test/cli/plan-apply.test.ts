import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeRoster } from '../../domain/roster/roster';
import { answerOf, ROOT, scratch } from '../support/cli';
import { change } from '../support/ledger';
import { NOTICE_TEXT, PLAN_YAML, planFolder } from '../support/plan-folder';
import { officeAtWork } from './office-at-work';

const lists = z.object({
  done: z.array(z.object({ item: z.string(), what: z.string() })),
  refused: z.array(z.object({ item: z.string(), code: z.string(), message: z.string() })),
  batch: z.number().nullable(),
});
const mailed = z.object({
  dryRun: z.literal(true),
  mails: z.array(z.object({ kind: z.string(), name: z.string() })),
});
const changes = z.object({
  changes: z.array(z.object({ item: z.string(), type: z.string(), what: z.string(), cause: z.string() })),
});

const room = scratch();
const folder = planFolder(room.folder());
const office = officeAtWork(room);
const { run, done, partlyDone, refused, item } = office;

/** Writes the plan anew with something else in it. */
function edit(...replaced: readonly (readonly [string | RegExp, string])[]): void {
  const path = join(folder, 'plan.yaml');
  const text = replaced.reduce((all, [from, to]) => all.replace(from, to), readFileSync(path, 'utf8'));
  writeFileSync(path, text);
}

/** Events of the office and its items, but for which user of the operating system called: a call that changes nothing is one too. */
async function events(): Promise<number> {
  const streams = (await office.ledger.streams()).filter(({ stream }) => !stream.startsWith('mailroom'));
  const calls = (await office.ledger.history('office')).filter(({ type }) => type === 'commandLine');
  return streams.reduce((sum, { head }) => sum + head.seq, 0) - calls.length;
}

beforeAll(async () => {
  await done(`notice import ${folder} --as ddy`);
  await done(`notice issue t1 --items 1,2,4 --plan ${folder} --as ddy`);
}, 120_000);

describe('a plan against what runs', () => {
  it('is the same but for what was not issued', async () => {
    expect(changes.parse(await done(`plan diff ${folder}`)).changes).toMatchObject([
      { item: '3', type: 'new' },
    ]);
    expect((await run('plan', 'diff', folder)).out).toContain('尚未交办');
  });

  it('is told item by item once it was edited', async () => {
    edit(['due: 2025-09-30', 'due: 2025-10-31'], ['support: [区司法局]', 'support: [区司法局, 朱家角镇]']);
    const found = changes.parse(await done(`plan diff ${folder} --items 1`)).changes;
    expect(found.map(({ what }) => what)).toEqual(['期限 2025-09-30 → 2025-10-31', '增加 朱家角镇 配合单位']);
  });

  it('names a notice that the ledger does not have', async () => {
    const other = planFolder(room.folder(), { plan: PLAN_YAML.replace('t1', 't9') });
    expect(await refused('plan diff', other)).toEqual([3, 'notice-not-found']);
  });
});

describe('applying it', () => {
  it('shows the mails first and writes nothing', async () => {
    const before = await events();
    const data = await done(`plan apply ${folder} --dry-run --as ddy`);
    const { mails } = mailed.parse(data);
    expect(mails.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'letter 区数据局',
      'letter 朱家角镇',
      'digest 区数据局',
      'digest 区司法局',
    ]);
    expect(lists.parse(data).done.map(({ item }) => item)).toEqual(['1', '1', '3']);
    expect((await run('plan', 'apply', folder, '--dry-run', '--as', 'ddy')).out).toContain(
      '2025年10月31日（原因：督办计划调整）',
    );
    expect(await events()).toBe(before);
  }, 60_000);

  it('is for a coordinator', async () => {
    expect(await refused('plan apply --as ll-sjj', folder)).toEqual([4, 'not-allowed']);
  });

  it('changes dates, adds units and issues the new item as a batch', async () => {
    const data = lists.parse(await done(`plan apply ${folder} --reason 上级调整 --as ddy`));
    expect([data.done.length, data.refused, data.batch]).toEqual([3, [], 2]);
    const state = await item('1');
    expect(state.assignments.map(({ unit, role }) => `${unit} ${role}`)).toContain('zjj support');
    expect(state.assignments[0]?.rounds[0]?.versions.at(-1)?.due.date).toBe('2025-10-31');
    expect((await item('3')).batch).toBe(2);
  }, 60_000);

  it('a second time changes nothing', async () => {
    const before = await events();
    const ran = await run('plan', 'apply', folder, '--reason', '上级调整', '--as', 'ddy');
    expect([ran.code, ran.out]).toEqual([0, '计划与现状相同，没有改变']);
    expect(await events()).toBe(before);
  }, 60_000);

  it('of a plan for a closed item is refused with its reason; other items go on', async () => {
    await done('item acknowledge 4 --on-behalf 区档案馆 --source paper --as ddy');
    await done('item hand-in 4 --text 已整理 --on-behalf 区档案馆 --source paper --as ddy');
    await done('item review 4 --unit 区档案馆 --accept --as ddy2');
    await done('item close 4 --reason 办结 --as ddy');
    edit([/due: 2025-07-31/, 'due: 2025-11-28']);
    const ran = await run('plan', 'apply', folder, '--as', 'ddy', '--json');
    const { error } = answerOf(ran);
    expect([ran.code, error?.code]).toEqual([4, 'wrong-state']);
    expect(error?.message).toContain('事项 4“整理档案”已销号');
    edit(['due: 2025-10-31', 'due: 2025-11-14']);
    const data = lists.parse(await partlyDone(`plan apply ${folder} --as ddy`));
    expect(data.done.map(({ item }) => item)).toEqual(['1']);
    expect(data.refused).toMatchObject([{ item: '4', code: 'wrong-state' }]);
    edit([/due: 2025-11-28/, 'due: 2025-07-31']);
    expect((await run('plan', 'apply', folder, '--as', 'ddy')).code).toBe(0);
  }, 60_000);

  it('follows a group that the roster has changed since the issue, or leaves it as issued', async () => {
    const withGroup = NOTICE_TEXT.replaceAll('t1', 't3').replace('（区档案馆）', '（各街镇）');
    const other = planFolder(room.folder(), { notice: withGroup, plan: PLAN_YAML.replace('t1', 't3') });
    await done(`notice import ${other} --as ddy`);
    await done(`notice issue t3 --items 4 --plan ${other} --as ddy`);
    const { roster } = await office.ledger.office();
    const groups = roster.groups.map((one) =>
      one.name === '各街镇' ? { ...one, members: ['zjj', 'dag'] } : one,
    );
    await office.ledger.setRoster(makeRoster({ ...roster, groups }), change('groups'));
    const found = changes.parse(await done(`plan diff ${other} --items 4`)).changes;
    expect(found.map(({ what, cause }) => `${cause} ${what}`)).toEqual([
      'roster 增加 区档案馆 责任单位（名册中“各街镇”新增）',
      'roster 解除 徐泾镇（名册中“各街镇”已不含）',
    ]);
    expect(changes.parse(await done(`plan diff ${other} --items 4 --keep-groups`)).changes).toEqual([]);
    await done(`plan apply ${other} --items 4 --reason 区划调整 --as ddy`);
    const { assignments } = await item('4', 't3');
    expect(assignments.map(({ unit, status }) => `${unit} ${status}`)).toEqual([
      'zjj issued',
      'xjz released',
      'dag issued',
    ]);
    await office.ledger.setRoster(roster, change('groups-back'));
  }, 60_000);

  it('cancels what was taken out only when told to, and with a reason', async () => {
    edit([/ {2}- key: '2'\n.*\n.*\n/, '']);
    expect(await refused('plan apply --as ddy', folder)).toEqual([4, 'not-in-plan']);
    expect((await run('plan', 'apply', folder, '--cancel-missing', '--as', 'ddy')).code).toBe(2);
    await done(`plan apply ${folder} --cancel-missing --reason 不再办理 --as ddy`);
    expect((await item('2')).status).toBe('cancelled');
    expect((await run('plan', 'diff', folder)).out).toBe('计划与现状相同');
    expect((await office.ledger.check()).findings).toEqual([]);
  }, 60_000);

  it('what was withdrawn so is no error of the same plan afterwards', async () => {
    const checked = await run('plan', 'check', folder, '--accept-past', '--items', '1,3', '--json');
    expect([checked.code, checked.out]).not.toEqual([6, checked.out]);
    expect(checked.out).not.toContain('item-missing');
  });
});

describe('an item added to an issued notice（补充事项）', () => {
  const ADDED = "  - key: '补1'\n    supplement: 开展专项检查。\n    due: 2025-11-28\n    each: [区司法局]\n";
  const write = (text: string): void => {
    writeFileSync(join(folder, 'plan.yaml'), readFileSync(join(folder, 'plan.yaml'), 'utf8') + text);
  };

  it('is not there before the plan has it', async () => {
    expect(await refused('notice supplement t1 --as ddy --plan', folder)).toEqual([4, 'nothing-to-issue']);
    expect(await refused('notice supplement t1 --items 1 --as ddy --plan', folder)).toEqual([
      5,
      'not-supplement',
    ]);
  });

  it('is told by diff with the command that issues it, and the letter is shown first', async () => {
    write(ADDED);
    expect(changes.parse(await done(`plan diff ${folder}`)).changes).toMatchObject([
      { item: '补1', type: 'supplement' },
    ]);
    expect((await run('plan', 'diff', folder)).out).toContain('duban notice supplement');
    const { mails } = mailed.parse(await done(`notice supplement t1 --plan ${folder} --dry-run --as ddy`));
    expect(mails).toEqual([{ kind: 'letter', name: '区司法局' }]);
  });

  it('goes out as a further batch with a letter of its own', async () => {
    const data = z.object({ batch: z.number(), letters: z.number(), streams: z.array(z.string()) });
    const issued = data.parse(await done(`notice supplement t1 --plan ${folder} --as ddy`));
    expect(issued).toEqual({ batch: 3, letters: 1, streams: ['item/t1/补1'] });
    expect(await item('补1')).toMatchObject({ supplement: true, section: '补充事项', batch: 3 });
    const [letter] = (await office.ledger.mails({ notice: 't1' })).filter(({ key }) => key === 'sfj|t1|3');
    expect(letter?.edition.supplements).toBe(1);
    const text = (await run('mail', 'show', 'sfj|t1|3')).out;
    expect(text).toContain('【补充交办】');
    expect(text).toContain('印发后补充的事项中，由贵单位办理的1项');
  }, 60_000);

  it('a second time nothing is left, and the plan is as things stand', async () => {
    expect(await refused('notice supplement t1 --as ddy --plan', folder)).toEqual([4, 'nothing-to-issue']);
    expect((await run('plan', 'diff', folder)).out).toBe('计划与现状相同');
    expect((await office.ledger.check()).findings).toEqual([]);
  });

  it('cannot be added to a notice that was never issued', async () => {
    const fresh = planFolder(room.folder(), { plan: PLAN_YAML.replace('t1', 't5') + ADDED });
    await done(`notice import ${fresh} --as ddy`);
    expect(await refused('notice supplement t5 --as ddy --plan', fresh)).toEqual([4, 'not-issued']);
  });
});

describe('a folder whose roster is not the one of the ledger', () => {
  it('is told of by check and diff, and the ledger holds; load shows what it would undo', async () => {
    for (const file of ['policy.yaml', 'calendar.yaml', 'roster.yaml'])
      copyFileSync(join(ROOT, 'seeds', 'qingpu-2025', file), join(folder, file));
    const checked = await run('plan', 'check', folder, '--accept-past', '--items', '1,3');
    expect(checked.out).toContain('[office-differs]');
    expect(checked.out).toMatch(/目录中的.*名册与台账不同.*以台账为准/);
    const { warnings } = z
      .object({ warnings: z.array(z.object({ code: z.string() })) })
      .parse(await done(`plan diff ${folder}`));
    expect(warnings.map(({ code }) => code)).toEqual(['office-differs']);
    expect(await refused('office load --as gly', folder)).toEqual([4, 'unit-in-use']);
    for (const file of ['policy.yaml', 'calendar.yaml', 'roster.yaml']) rmSync(join(folder, file));
  });
});

describe('withdrawing a notice', () => {
  let other = '';
  const types = async (stream: string): Promise<readonly string[]> =>
    (await office.ledger.history(stream)).map(({ type }) => type);

  it('is possible until the first signature: all items end, told once, journaled as withdrawn', async () => {
    other = planFolder(room.folder(), { plan: PLAN_YAML.replace('t1', 't2') });
    await done(`notice import ${other} --as ddy`);
    await done(`notice issue t2 --plan ${other} --as ddy`);
    const data = await done('notice withdraw t2 --reason 文号有误 --dry-run --as ddy');
    expect(data).toMatchObject({ dryRun: true, items: 4, refused: [], mails: { digests: 3 } });
    expect(await types('notice/t2')).toEqual(['noticeImported', 'noticeIssued']);
    await done('notice withdraw t2 --reason 文号有误 --as ddy');
    expect(await types('notice/t2')).toEqual(['noticeImported', 'noticeIssued', 'noticeWithdrawn']);
    for (const key of ['1', '2', '3', '4'])
      expect(await types(`item/t2/${key}`)).toEqual(['issued', 'cancelled']);
  }, 60_000);

  it('again changes nothing, and nothing of it can be issued any more', async () => {
    const before = await events();
    await done('notice withdraw t2 --reason 文号有误 --as ddy');
    expect(await events()).toBe(before);
    expect((await run('notice', 'show', 't2')).out).toContain('已撤回：文号有误');
    expect(await refused('notice issue t2 --as ddy --plan', other)).toEqual([4, 'notice-withdrawn']);
  }, 60_000);

  it('is refused after the first signature, naming the items and what to do instead', async () => {
    const ran = await run('notice', 'withdraw', 't1', '--reason', '有误', '--as', 'ddy', '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([4, 'notice-signed']);
    expect(answerOf(ran).error?.hint).toContain('duban notice cancel 通知 --reason');
    expect(await types('notice/t1')).not.toContain('noticeWithdrawn');
  });

  it('wants a reason, and a notice', async () => {
    expect((await run('notice', 'withdraw', 't2', '--as', 'ddy')).code).toBe(2);
    expect((await run('notice', 'withdraw', 't9', '--reason', '有误', '--as', 'ddy')).code).toBe(3);
  });
});
