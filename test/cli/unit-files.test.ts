import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readCsv, writeCsv } from '../../office/intake/rosters/csv';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { rosterDiff } from '../../office/intake/rosters/diff';
import { mergeTables } from '../../office/intake/rosters/merge';
import { readTables } from '../../office/intake/rosters/tables';
import { rosterCsv, rosterWorkbook } from '../../office/intake/rosters/write';
import { answerOf, commandLine, scratch, type Ran } from '../support/cli';
import { beginAll } from '../support/ledger-duban';
import { issuedLedger, opened } from '../support/ledger';
import { moment } from '../support/item';
import { testRoster } from '../support/office';
import { sure } from '../support/sure';

const room = scratch();
afterAll(room.clear);

let home = '';
let folder = '';
let run: (...argv: readonly string[]) => Promise<Ran>;

beforeEach(async () => {
  home = room.folder();
  folder = room.folder();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await beginAll(ledger, await issuedLedger(ledger), moment('2025-06-30 10:05'));
  await ledger.close();
  run = commandLine({ home, cwd: folder });
});

const changesIn = z.object({
  changes: z.array(
    z.object({
      table: z.string(),
      change: z.string(),
      name: z.string(),
      fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
});

/** An import; what it changes, a line each. */
async function imported(...argv: readonly string[]): Promise<readonly string[]> {
  const answer = answerOf(await run('unit', 'import', ...argv, '--as', 'gly', '--json'));
  if (!answer.ok) throw new Error(`${answer.error?.code ?? ''} ${answer.error?.message ?? ''}`);
  return changesIn
    .parse(answer.data)
    .changes.map(({ table, change, name, fields }) =>
      [change, table, name, ...fields.map(({ field, after }) => `${field}=${after}`)].join(' '),
    );
}

async function refusedImport(...argv: readonly string[]): Promise<readonly [number, string, string]> {
  const ran = await run('unit', 'import', ...argv, '--as', 'gly', '--json');
  const { error } = answerOf(ran);
  return [ran.code, error?.code ?? 'none', `${error?.message ?? ''} ${error?.hint ?? ''}`];
}

const write = (name: string, ...lines: readonly string[]): void => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
};

const edit = (name: string, from: string | RegExp, to: string): void => {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
};

describe('a roster written as tables and read again', () => {
  const roster = testRoster();

  it('is the same roster, as a workbook and as CSV', async () => {
    const book = { name: '名册.xlsx', bytes: await rosterWorkbook(roster) };
    const csv = rosterCsv(roster).map(({ table, text }) => ({
      name: `${table}.csv`,
      bytes: Buffer.from(text),
    }));
    for (const files of [[book], csv]) {
      const tables = sure(await readTables(files));
      expect(tables.map(({ kind }) => kind)).toEqual(['units', 'groups', 'contacts', 'accounts']);
      const again = sure(mergeTables(roster, tables));
      expect(rosterDiff(roster, again)).toEqual([]);
      expect(again.contacts.map(({ id }) => id).sort()).toEqual(roster.contacts.map(({ id }) => id).sort());
    }
  });

  it('keeps commas, quotes, line breaks and what looks like a formula', () => {
    const rows = [['甲,乙', '他说"好"', '两\n行', '=1+1', '+86 21', '']];
    const written = writeCsv(rows);
    expect(written.startsWith('\ufeff')).toBe(true);
    expect(written).toContain("'=1+1");
    expect(
      readCsv(written.slice(1), budgetOf(LIMITS))?.[0]?.cells.map((cell) => cell.replace(/^'/, '')),
    ).toEqual(rows[0]);
  });

  it('is exported into one workbook or four files', async () => {
    await run('unit', 'export', '名册.xlsx');
    const { out } = await run('unit', 'export', '名册.csv');
    expect(out).toContain('8 个单位、2 个集合名称');
    for (const name of [
      '名册.xlsx',
      '名册-单位.csv',
      '名册-集合名称.csv',
      '名册-联系人.csv',
      '名册-帐号.csv',
    ])
      expect(existsSync(join(folder, name))).toBe(true);
    expect(await imported('名册.xlsx')).toEqual([]);
    expect((await run('unit', 'export', '名册.pdf')).code).toBe(2);
  });
});

describe('an import', () => {
  it('takes telephone numbers of contacts, and gives them back', async () => {
    await run('unit', 'export', 'p.csv');
    edit('p-联系人.csv', 'liaison1@sjj.qingpu.example,,,', 'liaison1@sjj.qingpu.example,,,59730000');
    expect(await imported('p-联系人.csv')).toEqual(['changed contacts sjj-liaison-1 电话=59730000']);
    await run('unit', 'export', 'p.xlsx');
    expect(await imported('p.xlsx')).toEqual([]);
    expect((await run('unit', 'show', 'sjj')).out).toContain('59730000');
  });

  it('shows what differs and writes nothing with --dry-run, and then makes it so', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-单位.csv', '区档案馆,', '区档案局,');
    edit('r-集合名称.csv', '徐泾镇', '徐泾镇、区档案馆');
    const expected = ['changed units 区档案局 单位名称=区档案局'];
    expect(await imported('r-单位.csv', '--dry-run')).toEqual(expected);
    expect((await run('unit', 'show', '区档案局')).code).toBe(3);
    expect(await imported('r-单位.csv')).toEqual(expected);
    expect((await run('unit', 'show', '区档案局')).code).toBe(0);
    expect(await imported('r-单位.csv')).toEqual([]);
  });

  it('takes new units with their contacts, and gives a contact without a number one', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-单位.csv', /$/, 'tyj,区体育局,体育局,逐级,邮件\n');
    write('新.csv', '单位,角色,姓名,邮箱,至', '体育局,联络员,李同志,li@tyj.qingpu.example,2025年12月31日');
    // Contacts are the whole table: those of other units would be gone.
    edit('r-联系人.csv', /$/, ',体育局,联络员,李同志,li@tyj.qingpu.example,,2025年12月31日\n');
    expect(await imported('r-单位.csv', 'r-联系人.csv')).toEqual([
      'added units 区体育局',
      'added contacts tyj-liaison-1',
    ]);
    expect((await run('unit', 'show', '体育局')).out).toContain('2025-12-31');
    expect(
      (await imported('新.csv', '--dry-run')).filter((line) => line.startsWith('removed')).length,
    ).toBeGreaterThan(5);
  });

  it('says that issued items keep the members of a group', async () => {
    write('g.csv', '集合名称,成员', '各街镇,朱家角镇', '各有关单位,');
    const { out } = await run('unit', 'import', 'g.csv', '--as', 'gly');
    expect(out).toContain('~ 集合名称 各街镇 成员“zjj、xjz”→“zjj”');
    expect(out).toContain('plan diff');
  });

  it('reads a file as Excel saves it in Chinese Windows', async () => {
    const gb18030 = Buffer.from(
      'bcafbacfc3fbb3c62cb3c9d4b10d0ab8f7bdd6d5f22cd6ecbcd2bdc7d5f20d0ab8f7d3d0b9d8b5a5cebb2c0d0a',
      'hex',
    );
    writeFileSync(join(folder, 'g.csv'), gb18030);
    expect(await imported('g.csv', '--dry-run')).toEqual(['changed groups 各街镇 成员=zjj']);
  });

  it('is for the administrator', async () => {
    write('g.csv', '集合名称,成员', '各街镇,朱家角镇');
    expect((await run('unit', 'import', 'g.csv', '--as', 'ddy')).code).toBe(4);
  });

  it('refuses to take out a unit that still has something to do', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-单位.csv', /sjj,.*\r\n/, '');
    const [code, problem, said] = await refusedImport('r-单位.csv');
    expect([code, problem]).toEqual([4, 'unit-in-use']);
    expect(said).toContain('区数据局 还在 item/n1/1');
    edit('r-单位.csv', /$/, 'sjj,区数据局,,逐级,邮件\r\n');
    edit('r-单位.csv', /dag,.*\r\n/, '');
    expect(await imported('r-单位.csv')).toContain('removed units 区档案馆');
  });
});

describe('a mistake in a table', () => {
  it('is told with its sheet and cell', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-联系人.csv', 'liaison1@sjj.qingpu.example', 'nobody');
    edit('r-联系人.csv', '分管领导', '副局长');
    const [code, problem, said] = await refusedImport('r-联系人.csv');
    expect([code, problem]).toEqual([5, 'bad-file']);
    expect(said).toMatch(
      /r-联系人\.csv C\d+ 联系人角色：“副局长”不对，可用的值：联络员、分管领导、主要负责人/,
    );
    edit('r-联系人.csv', '副局长', '分管领导');
    expect((await refusedImport('r-联系人.csv'))[2]).toMatch(/r-联系人\.csv E3 邮箱：请写邮箱地址/);
  });

  it('in a name that comes close is a suggestion, never a match', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-联系人.csv', /区数据局/, '区数据管理局');
    const [code, , said] = await refusedImport('r-联系人.csv');
    expect(code).toBe(5);
    expect(said).toContain('r-联系人.csv B3 单位：“区数据管理局”不是名册中的单位，是不是“区数据局”？');
    write('g.csv', '集合名称,成员', '各街镇,朱家镇、徐泾镇');
    expect((await refusedImport('g.csv'))[2]).toMatch(/g\.csv B2 成员：“朱家镇”.*是不是“朱家角镇”/);
  });

  it('in a date, or a name used twice, is refused', async () => {
    await run('unit', 'export', 'r.csv');
    edit('r-联系人.csv', /(@sjj.qingpu.example,),/, '$1,2025-02-30');
    expect((await refusedImport('r-联系人.csv'))[2]).toMatch(/G3 至：“2025-02-30”不是一个存在的日期/);
    edit('r-单位.csv', '区司法局', '区数据局');
    expect((await refusedImport('r-单位.csv'))[2]).toMatch(/r-单位\.csv B4 单位名称：名称“区数据局”已经用过/);
  });

  it.each([
    ['no heading that fits', '甲,乙\n1,2\n', 'no-table', '单位(代号*'],
    ['nothing in it', '', 'no-table', '没有相符的表头'],
  ])('is a file with %s', async (_name, content, code, said) => {
    write('x.csv', content);
    const refused = await refusedImport('x.csv');
    expect([refused[0], refused[1]]).toEqual([5, code]);
    expect(refused[2]).toContain(said);
  });

  it('is the same table twice, or a file that is not there', async () => {
    write('a.csv', '集合名称,成员', '各街镇,朱家角镇');
    write('b.csv', '集合名称,成员', '各街镇,徐泾镇');
    expect((await refusedImport('a.csv', 'b.csv'))[1]).toBe('table-twice');
    expect((await refusedImport('none.csv')).slice(0, 2)).toEqual([5, 'file-unreadable']);
  });
});
