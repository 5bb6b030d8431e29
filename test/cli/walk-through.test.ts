import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerOf, scratch } from '../support/cli';
import { planFolder } from '../support/plan-folder';
import { officeAtWork } from './office-at-work';

const room = scratch();
const folder = planFolder(room.folder());
const office = officeAtWork(room);

/** The answer of a line that is to succeed. */
async function said(line: string): Promise<string> {
  const { code, out, err } = await office.run(...line.split(' '));
  expect([code, err]).toEqual([0, '']);
  return out;
}

const waiting = z.array(z.object({ title: z.string(), what: z.string() }));

/** What waits for an account, a line each, without what is not of this walk. */
async function inbox(of: string): Promise<readonly string[]> {
  const ran = await office.run('task', 'list', '--as', of, '--json');
  return waiting
    .parse(answerOf(ran).data)
    .map(({ title, what }) => `${title}：${what}`)
    .filter((line) => line.startsWith('统一平台') || line.startsWith('开展专项检查'));
}

/** The history of an item as it is read, from the line of this act on, the latest of its kind. */
async function history(item: string, act: string): Promise<string> {
  const told = (await said(`item show ${item}`)).split('\n\n').at(-1) ?? '';
  const lines = told.split('\n');
  const at = lines.findLastIndex((line) => line.includes(act));
  return lines
    .slice(at)
    .map((line) => line.trim())
    .join(' / ');
}

describe('a new coordinator, by commands only', () => {
  it('reads what will go out before anything is issued', async () => {
    expect(await said(`notice import ${folder} --as ddy`)).toContain('已导入 t1 2025年测试工作要点');
    expect(await said(`plan check ${folder} --on 2025-06-30`)).toContain('可以交办');
    expect(await said(`plan letters ${folder} --unit 区数据局`)).toContain('由贵单位办理的事项3项交办如下');
    expect(await inbox('ddy')).toEqual([]);
  });

  it('issues: letters go, units have it in their inbox', async () => {
    expect(await said(`notice issue t1 --plan ${folder} --as ddy`)).toContain(
      '已交办 4 项（第 1 批），交办通知 3 封',
    );
    expect(await inbox('ll-sjj')).toEqual(['统一平台：未签收，截止2025-09-30']);
    expect(await history('1', '交办')).toBe(
      '2025-06-30 10:00  督办员甲（督办员）  交办区数据局（牵头单位）、区司法局（配合单位），期限2025-09-30',
    );
    expect(await said('mail upcoming --limit 1')).toMatch(/2025-07-02 {2}提醒 {2}区司法局 {2}联络员 {2}1:R1/);
  }, 60_000);

  it('a unit signs: it leaves its inbox', async () => {
    expect(await said('item acknowledge 1 --as ll-sjj')).toBe(
      'item/t1/1 已记录（第 2 条）：区数据局：签收。还有 1 家未办结；下次提醒 2025-07-02。',
    );
    expect(await inbox('ll-sjj')).toEqual([]);
    expect(await history('1', '签收')).toBe('2025-06-30 10:00  ll-sjj（区数据局联络员）  签收');
  });

  it('what was to come has come', async () => {
    const upcoming = z.array(z.object({ name: z.string(), slot: z.string() }));
    const foreseen = upcoming
      .parse(await office.done('mail upcoming --limit 9'))
      .filter(({ slot }) => slot === '2025-07-02');
    await office.passTo('2025-07-02 10:30');
    const sent = (await office.ledger.mails({})).filter(
      (mail) => mail.kind === 'digest' && 'unit' in mail.to,
    );
    expect(sent.map(({ edition, slot }) => ({ name: edition.name, slot }))).toEqual(foreseen);
  }, 60_000);

  it('it reports', async () => {
    expect(await said('item report 1 --percent 30 --text 已完成选型 --as ll-sjj')).toContain(
      '区数据局：上报进展 30%，内容：已完成选型。还有 1 家未办结；下次提醒 2025-07-04。',
    );
    expect(await inbox('ddy')).toEqual([]);
    expect(await history('1', '上报进展')).toBe(
      '2025-07-02 10:30  ll-sjj（区数据局联络员）  上报进展 30% / 内容：已完成选型',
    );
  });

  it('it asks for an extension, takes it back and asks again; the coordinator grants it', async () => {
    const ask =
      'item extend 1 --to 2025-10-31 --reason 供货推迟 --progress 已完成三成 --approver 李局长 --as ll-sjj';
    expect(await said(ask)).toContain(
      '申请延期（李局长同意），申请期限 2025-09-30 → 2025-10-31，理由：供货推迟',
    );
    expect(await inbox('ddy')).toEqual(['统一平台：申请延期至2025-10-31，已等0个工作日']);
    await said('item extend 1 --withdraw --as ll-sjj');
    expect(await inbox('ddy')).toEqual([]);
    expect(await history('1', '撤回延期')).toContain('ll-sjj（区数据局联络员）');
    await said(ask);
    expect((await office.run('task', 'list', '--as', 'ddy')).out).toContain(
      'duban item review t1/1 --unit 区数据局 --grant --to 2025-10-31 | --refuse --reason …',
    );
    expect(await said('item review 1 --unit 区数据局 --grant --to 2025-10-31 --as ddy')).toContain(
      '同意延期，期限 2025-09-30 → 2025-10-31。还有 1 家未办结；下次提醒 2025-07-04。会发出 1 封邮件。',
    );
    expect(await inbox('ddy')).toEqual([]);
    expect(await history('1', '同意延期')).toBe(
      '2025-07-02 10:30  督办员甲（督办员）  区数据局：同意延期 / 期限 2025-09-30 → 2025-10-31',
    );
  });

  it('it hands in; coordinator and reviewer have it; it is returned', async () => {
    expect(await said('item hand-in 1 --text 平台已上线 --as ll-sjj')).toContain(
      '区数据局：报办结，内容：平台已上线',
    );
    for (const account of ['ddy', 'shld'])
      expect(await inbox(account)).toEqual(['统一平台：办结待审，已等0个工作日']);
    expect(await said('item review 1 --unit 区数据局 --return --reason 缺验收报告 --as ddy')).toContain(
      '退回办结，理由：缺验收报告。还有 1 家未办结；下次提醒 2025-07-04。会发出 1 封邮件。',
    );
    expect([await inbox('ddy'), await inbox('shld')]).toEqual([[], []]);
    expect(await inbox('ll-sjj')).toEqual(['统一平台：退回待改：距截止还有83个工作日，截止2025-10-31']);
    expect(await history('1', '退回办结')).toBe(
      '2025-07-02 10:30  督办员甲（督办员）  区数据局：退回办结 / 理由：缺验收报告',
    );
  });

  it('it hands in again and is accepted; a mistaken acceptance is undone', async () => {
    await said('item hand-in 1 --text 补交验收报告 --as ll-sjj');
    expect(await said('item review 1 --unit 区数据局 --accept --as ddy')).toContain(
      '办结通过：按期（退回1次），提前83个工作日。事项待销号；下次提醒 2025-07-04。会发出 1 封邮件。',
    );
    expect(await inbox('ddy')).toEqual(['统一平台：待销号']);
    expect(await history('1', '办结通过')).toContain(
      '督办员甲（督办员）  区数据局：办结通过：按期（退回1次）',
    );
    expect(
      await said('item revoke-acceptance 1 --unit 区数据局 --reason 报告不是本项目的 --as ddy'),
    ).toContain('撤销办结通过，理由：报告不是本项目的。还有 1 家未办结');
    expect(await inbox('ddy')).toEqual(['统一平台：办结待审，已等0个工作日']);
    expect(await history('1', '撤销办结通过')).toBe(
      '2025-07-02 10:30  督办员甲（督办员）  区数据局：撤销办结通过 / 理由：报告不是本项目的',
    );
    await said('item review 1 --unit 区数据局 --accept --as ddy');
    expect(await inbox('ddy')).toEqual(['统一平台：待销号']);
  });

  it('an item is added, and taken back', async () => {
    const plan = join(folder, 'plan.yaml');
    const added =
      "  - key: '补1'\n    supplement: 开展专项检查。\n    due: 2025-11-28\n    each: [区司法局, 区档案馆]\n";
    writeFileSync(plan, readFileSync(plan, 'utf8') + added);
    expect(await said(`plan diff ${folder}`)).toContain(
      '补充交办（补充事项，尚未交办）：duban notice supplement',
    );
    expect(await said(`notice supplement t1 --plan ${folder} --as ddy`)).toContain(
      '已交办 1 项（第 2 批），交办通知 2 封',
    );
    expect(await inbox('ll-sfj')).toContain('开展专项检查：未签收，截止2025-11-28');
    expect(await history('补1', '交办')).toBe(
      '2025-07-02 10:30  督办员甲（督办员）  交办区司法局（责任单位）、区档案馆（责任单位），期限2025-11-28',
    );
    expect(await said('item cancel 补1 --reason 不再办理 --as ddy')).toContain(
      '取消，理由：不再办理。2025-07-03 的汇总会告知各单位。',
    );
    expect(await inbox('ll-sfj')).not.toContain('开展专项检查：未签收，截止2025-11-28');
    expect(await history('补1', '取消')).toBe('2025-07-02 10:30  督办员甲（督办员）  取消 / 理由：不再办理');
  }, 60_000);

  it('sheets that were handed over are done several at once, all or none', async () => {
    const ids = z
      .array(z.object({ id: z.string(), kind: z.string() }))
      .parse(await office.done('task list --as ddy'))
      .flatMap(({ id, kind }) => (kind === 'task' ? [id] : []));
    expect(ids).toHaveLength(2);
    const line = `task done ${ids.join(' ')}`;
    expect(await office.refused(`${line} none --result 已送达 --as ddy`)).toEqual([3, 'task-not-found']);
    expect(await office.refused(`${line} --result 已送达 --send --as ddy`)).toEqual([2, 'usage']);
    expect((await office.ledger.tasks({ open: true })).length).toBe(2);
    expect(await said(`${line} --result 已送达 --as ddy`)).toMatch(/待办 .* 已办结\n待办 .* 已办结/);
    expect(await office.ledger.tasks({ open: true })).toEqual([]);
  });

  it('a notice that was signed for cannot be withdrawn; all of it stands in the record', async () => {
    expect(await office.refused('notice withdraw t1 --reason 有误 --as ddy')).toEqual([4, 'notice-signed']);
    expect(await said('item close 1 --reason 已办结 --as ddy')).toContain('销号');
    expect(await inbox('ddy')).toEqual([]);
    expect(await said('audit verify')).toContain('核验通过');
    expect((await office.run('plan', 'diff', folder)).out).toContain('计划中有，但已取消');
  }, 60_000);
});
