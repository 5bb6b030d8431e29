import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerOf, commandLine, ROOT, scratch, type Ran } from '../support/cli';
import { opened, setOffice } from '../support/ledger';
import { planFolder } from '../support/plan-folder';
import { testOffice } from '../support/office';

const room = scratch();
afterAll(room.clear);

let home = '';
beforeAll(async () => {
  home = room.folder();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger, testOffice());
  await ledger.close();
});

const NOTICE = `关于印发《2025年测试工作要点》的通知

测府办发〔2025〕1号

2025年测试工作要点

一、平台建设

1.建设统一平台,8月31日前完成。（区数据局、区司法局）

2.报送季度材料,每季度末报送。（区数据管理局）

二、日常工作

3.公开各类信息。持续推进。（区府办、各有关单位）

4.整理档案,成立之日起30个工作日内完成。（天文台、各街镇）

5.研究试点工作。（区数据局等）

2025年6月30日印发
`;

const summary = z.object({
  file: z.string().nullable(),
  items: z.number(),
  added: z.array(z.string()),
  confirm: z.array(z.number()),
  yaml: z.string().optional(),
});

const found = z.object({
  errors: z.number(),
  findings: z.array(z.object({ line: z.number(), code: z.string(), message: z.string(), hint: z.string() })),
});

/** A folder with a notice, and the command line in it. */
function desk(notice = NOTICE): {
  readonly folder: string;
  readonly run: (...argv: readonly string[]) => Promise<Ran>;
} {
  const folder = room.folder();
  writeFileSync(join(folder, 'notice.txt'), notice);
  return { folder, run: commandLine({ home, cwd: folder }) };
}

const lines = (folder: string): readonly string[] =>
  readFileSync(join(folder, 'plan.yaml'), 'utf8').split('\n');

describe("an office's own words", () => {
  const OWN = '2025年测试工作要点\n\n1.清理旧账,8月31日前完成。\n认领方：区数据局\n\n2025年6月30日印发\n';
  const LEARNED = 'labels:\n  认领方: lead\n';
  const read = z.object({
    items: z.array(z.object({ units: z.array(z.object({ name: z.string(), role: z.string() })) })),
  });

  it('are taken into account when a file names them, and beside the notice without being named', async () => {
    const { run, folder } = desk(OWN);
    const units = async (...more: readonly string[]): Promise<unknown> =>
      read.parse(answerOf(await run('notice', 'read', 'notice.txt', ...more, '--json')).data).items[0]?.units;
    expect(await units()).not.toContainEqual({ name: '区数据局', role: 'lead' });
    writeFileSync(join(folder, 'own.yaml'), LEARNED);
    expect(await units('--learned', 'own.yaml')).toContainEqual({ name: '区数据局', role: 'lead' });
    const drafted = await run('plan', 'draft', 'notice.txt', '--learned', 'own.yaml');
    expect(drafted.out).toContain('区数据局（牵头）');
    writeFileSync(join(folder, 'learned.yaml'), LEARNED);
    expect(await units()).toContainEqual({ name: '区数据局', role: 'lead' });
  });

  it('come out of a plan that was corrected, and the next reading has them', async () => {
    const { run, folder } = desk(OWN);
    await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml');
    const drafted = readFileSync(join(folder, 'plan.yaml'), 'utf8');
    writeFileSync(join(folder, 'plan.yaml'), `${drafted.trimEnd()}\n    lead: [区数据局]\n`);
    expect((await run('plan', 'learn', 'plan.yaml', '-o', 'learned.yaml')).code).toBe(0);
    expect(readFileSync(join(folder, 'learned.yaml'), 'utf8')).toContain('认领方: lead');
    const again = answerOf(await run('notice', 'read', 'notice.txt', '--json')).data;
    expect(read.parse(again).items[0]?.units).toContainEqual({ name: '区数据局', role: 'lead' });
  });

  it('are refused with the line that is wrong', async () => {
    const { run, folder } = desk(OWN);
    writeFileSync(join(folder, 'own.yaml'), 'labels:\n  认领方: boss\n');
    const refused = await run('notice', 'read', 'notice.txt', '--learned', 'own.yaml');
    expect([refused.code, refused.err]).toEqual([5, expect.stringContaining('own.yaml 第 2 行')]);
  });
});

describe('a draft of a plan', () => {
  it('fills what the notice says for sure, and leaves the rest empty and marked', async () => {
    const { run } = desk();
    const yaml =
      summary.parse(
        answerOf(await run('plan', 'draft', 'notice.txt', '--id', 't1', '--as', 'ddy', '--json')).data,
      ).yaml ?? '';
    expect(yaml).toContain('notice: t1 #');
    expect(yaml).toContain('coordinator: ddy\n');
    expect(yaml).toMatch(/key: '1'\n {4}title: .*\n {4}due: 2025-08-31\n/);
    expect(yaml).toMatch(/key: '3'\n {4}title: .*\n {4}continuous: true\n/);
    expect(yaml).toMatch(/key: '4'\n {4}title: .*\n {4}due: # 需督办员确认：通知写“成立之日起30个工作日内/);
    expect(yaml).toMatch(
      /key: '5'\n {4}title: .*\n {4}due: # 需督办员确认：通知没有写期限\n {4}each: # 需督办员确认：名单以“等”收尾/,
    );
    expect(yaml).toContain('# 一、平台建设');
  });

  it('suggests for a name that comes close, and never puts it in', async () => {
    const { run } = desk();
    const yaml = summary.parse(answerOf(await run('plan', 'draft', 'notice.txt', '--json')).data).yaml ?? '';
    expect(yaml).toMatch(/区数据管理局: # 需督办员确认：是不是“区数据局”？（第 2 项）/);
    expect(yaml).toMatch(/天文台: # 需督办员确认：名册里没有相近的（第 4 项）/);
    expect(yaml).toMatch(/各有关单位: # 需督办员确认：哪些单位/);
    // An alias is the unit; a group with members needs no choice.
    expect(yaml).not.toMatch(/区府办: #|各街镇: #/);
  });

  it('is read from standard input, and names no file then', async () => {
    const run = commandLine({ home, stdin: NOTICE });
    const { out } = await run('plan', 'draft', '-');
    expect(out).toContain("key: '5'");
    expect(out).not.toContain('source:');
  });

  it('and the reading end with 6 when a number of the notice is in no item', async () => {
    const lines = readFileSync(join(ROOT, 'test/corpus/13-flattened-table.txt'), 'utf8').split('\n');
    lines.splice(13, 0, '99');
    const { run } = desk(lines.join('\n'));
    const ran = await run('notice', 'read', 'notice.txt', '--json');
    expect([ran.code, ran.out]).toEqual([6, expect.stringContaining('"unaccounted"')]);
    expect((await run('plan', 'draft', 'notice.txt')).code).toBe(6);
    expect((await desk().run('notice', 'read', 'notice.txt')).code).toBe(0);
  });

  it('is not written over a notice that cannot be read, nor under an id that is none', async () => {
    const { run, folder } = desk('');
    expect((await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml')).code).toBe(5);
    expect((await desk().run('plan', 'draft', 'notice.txt', '--id', 'T 1')).code).toBe(2);
    expect(existsSync(join(folder, 'plan.yaml'))).toBe(false);
  });
});

describe('the check of a draft', () => {
  it('names every place that is still open, by its line', async () => {
    const { run, folder } = desk();
    await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml');
    const { findings, errors } = found.parse(
      answerOf(await run('plan', 'check', 'plan.yaml', '--on', '2025-06-30', '--json')).data,
    );
    expect(errors).toBeGreaterThan(0);
    const written = lines(folder);
    const at = (code: string) =>
      findings
        .filter((one) => one.code === code)
        .map(({ line }) => (written[line - 1] ?? '').trim().split(':')[0]);
    expect(at('date-missing')).toEqual(['due', 'due']);
    expect(at('unknown-unit')).toEqual(['区数据管理局', '天文台']);
    expect(at('not-coordinator')).toEqual(['coordinator']);
    expect(findings.find(({ code }) => code === 'unknown-unit')?.hint).toContain('区数据局');
    expect(findings.map(({ code }) => code)).toContain('unresolved-group');
  });

  it('has nothing left once each is filled in', async () => {
    const { run, folder } = desk();
    await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml');
    const filled = readFileSync(join(folder, 'plan.yaml'), 'utf8')
      .replace(/coordinator:/, 'coordinator: ddy')
      .replace(/区数据管理局:/, '区数据管理局: 区数据局')
      .replace(/天文台:/, '天文台: false')
      .replace(/各有关单位: #/, '各有关单位: [区司法局] #')
      .replace(/^ +each: #.*\n/m, '')
      .replace(/due: #/g, 'due: 2025-09-30 #');
    writeFileSync(join(folder, 'plan.yaml'), filled);
    const ran = await run('plan', 'check', 'plan.yaml', '--on', '2025-06-30');
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('可以交办')]);
  });

  it('refuses a meaning for a name that the notice does not have', async () => {
    const folder = planFolder(room.folder());
    const path = join(folder, 'plan.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('items:', 'names:\n  区体育局: 区数据局\nitems:'));
    const run = commandLine({ home, cwd: folder });
    const { findings } = found.parse(
      answerOf(await run('plan', 'check', '.', '--on', '2025-06-30', '--json')).data,
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'unused-name', line: 5 }));
  });
});

describe('a draft into a plan that is there', () => {
  const PLAN = `# 我的计划
notice: t1 # 代号
coordinator: ddy
names: { 区数据管理局: 区数据局, 天文台: false }
groups:
  各有关单位: [区司法局] # 已商定

items:
  # 第一项
  - key: '1'
    due: 2025-09-12 # 科长定的
  - { key: '3', continuous: true } # 全年
  - key: '5'
    due: 2025-10-31
`;

  it('adds the items that it lacks in their places, and keeps values and comments', async () => {
    const { run, folder } = desk();
    writeFileSync(join(folder, 'plan.yaml'), PLAN);
    const data = summary.parse(
      answerOf(await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml', '--json')).data,
    );
    expect(data.added).toEqual(['2', '4']);
    const now = lines(folder);
    const kept = PLAN.split('\n').filter((line) => line !== '' && !line.includes('{'));
    expect(kept.filter((line) => !now.includes(line))).toEqual([]);
    const keys = now.flatMap((line) => /key: '(\d)'/.exec(line)?.[1] ?? []);
    expect(keys).toEqual(['1', '2', '3', '4', '5']);
    expect(now.join('\n')).toContain('# 全年');
  });

  it('changes no byte the second time', async () => {
    const { run, folder } = desk();
    writeFileSync(join(folder, 'plan.yaml'), PLAN);
    await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml');
    const first = readFileSync(join(folder, 'plan.yaml'), 'utf8');
    const { out } = await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml');
    expect(readFileSync(join(folder, 'plan.yaml'), 'utf8')).toBe(first);
    expect(out).toContain('没有改动');
  });

  it('is not begun in another folder than the notice: it could not be checked there', async () => {
    const { run, folder } = desk();
    mkdirSync(join(folder, '另'));
    const ran = await run('plan', 'draft', 'notice.txt', '-o', '另/plan.yaml', '--json');
    expect([ran.code, answerOf(ran).error?.hint]).toEqual([2, expect.stringContaining('-o plan.yaml')]);
    expect(existsSync(join(folder, '另', 'plan.yaml'))).toBe(false);
    mkdirSync(join(folder, '下'));
    writeFileSync(join(folder, '下', 'own.txt'), NOTICE);
    expect((await run('plan', 'draft', '下/own.txt', '-o', 'plan.yaml')).code).toBe(0);
    expect((await run('plan', 'check', 'plan.yaml')).out).not.toContain('bad-plan');
  });

  it('leaves one that is no YAML alone, with the line of the fault', async () => {
    const { run, folder } = desk();
    writeFileSync(join(folder, 'plan.yaml'), 'notice: [');
    expect((await run('plan', 'draft', 'notice.txt', '-o', 'plan.yaml')).code).toBe(5);
    expect(readFileSync(join(folder, 'plan.yaml'), 'utf8')).toBe('notice: [');
  });
});
