import { mergeTables } from '../../office/intake/rosters/merge';
import { readTables } from '../../office/intake/rosters/tables';
import { writeCsv } from '../../office/intake/rosters/csv';
import type { Roster } from '../../domain/roster/types';
import { testRoster } from '../support/office';
import { sure } from '../support/sure';

const byId = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => (a.id < b.id ? -1 : 1));

type Table = readonly (readonly string[])[];

const bytes = (table: Table): Buffer => Buffer.from(writeCsv(table));

/** The roster of the tests with these tables over it. */
const merged = async (...tables: readonly Table[]) => {
  const files = tables.map((table, n) => ({ name: `${n + 1}.csv`, bytes: bytes(table) }));
  return mergeTables(testRoster(), sure(await readTables(files)));
};

const changed = async (...tables: readonly Table[]): Promise<Roster> => sure(await merged(...tables));

async function refusal(...tables: readonly Table[]): Promise<string> {
  const result = await merged(...tables);
  if (result.ok) throw new Error('it was taken');
  return `${result.problem.code} ${result.problem.message.zh}`;
}

const before = testRoster();
const unitsTable: Table = [
  ['代号', '单位名称', '别名', '升级', '渠道'],
  ...before.units.map(({ id, name, aliases, escalation, channel }) => [
    ...[id, name, aliases.join('、')],
    ...[escalation, channel],
  ]),
];
const CONTACT_HEAD = ['单位', '联系人角色', '姓名', '邮箱'];

describe('tables put over a roster', () => {
  it('change nothing where they say what it says', async () => {
    expect((await changed(unitsTable)).units).toEqual(before.units);
  });

  it('leave the parts of which there is no table', async () => {
    const { contacts, accounts, groups } = await changed(unitsTable);
    expect(byId(contacts)).toEqual(byId(before.contacts));
    expect(byId(accounts)).toEqual(byId(before.accounts));
    expect(groups).toEqual(before.groups);
  });

  it('take a unit that is not in the table away with all that hangs on it', async () => {
    const { units, contacts, accounts, groups } = await changed(unitsTable.filter(([id]) => id !== 'zjj'));
    expect(units.map(({ id }) => id)).not.toContain('zjj');
    expect(groups.map(({ members }) => members)).toEqual([['xjz'], null]);
    expect([...contacts, ...accounts].filter(({ unit }) => unit === 'zjj')).toEqual([]);
    expect(contacts).toHaveLength(before.contacts.filter(({ unit }) => unit !== 'zjj').length);
  });

  it('know a unit by its name, its short name and its id', async () => {
    const unit = before.units.find(({ aliases }) => aliases.length > 0);
    for (const name of [unit?.id ?? '', unit?.name ?? '', unit?.aliases[0] ?? '']) {
      const { contacts } = await changed([CONTACT_HEAD, [name, '联络员', '王敏', 'wm@unit.example']]);
      expect(contacts.map((one) => one.unit)).toEqual([unit?.id]);
    }
  });
});

describe('contacts in a table', () => {
  const [known] = before.contacts;

  it('keep the id of the same person, found by unit, role and address', async () => {
    const { contacts } = await changed([CONTACT_HEAD, row(known?.unit, '新名字', known?.address)]);
    expect(contacts.map(({ id, name }) => [id, name])).toEqual([[known?.id, '新名字']]);
  });

  it('get the first free id when they are new, also two at once', async () => {
    const { contacts } = await changed([
      CONTACT_HEAD,
      row(known?.unit, '甲', 'jia@unit.example'),
      row(known?.unit, '乙', 'yi@unit.example'),
    ]);
    const ids = contacts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(before.contacts.map((one) => one.id)).not.toContain(id);
  });

  it('are called after their role without a name', async () => {
    const { contacts } = await changed([CONTACT_HEAD, row(known?.unit, '', 'jia@unit.example')]);
    expect(contacts.map(({ name }) => name)).toEqual(['联络员']);
  });
});

describe('what is wrong in a table', () => {
  it('is a unit that the roster does not have, with the nearest that it has', async () => {
    const near = `${before.units[0]?.name ?? ''}们`;
    const told = await refusal([CONTACT_HEAD, [near, '联络员', '甲', 'jia@unit.example']]);
    expect(told).toContain('bad-file');
    expect(told).toContain(`“${near}”不是名册中的单位`);
    expect(told).toContain(`是不是“${before.units[0]?.name ?? ''}”`);
  });

  it('is a word that is not legal, with those that are', async () => {
    const told = await refusal([CONTACT_HEAD, [before.units[0]?.id ?? '', '科长', '甲', 'jia@unit.example']]);
    expect(told).toContain('“科长”不对');
    expect(told).toContain('联络员、分管领导、主要负责人');
  });

  it('is a group written twice', async () => {
    const member = before.units[0]?.name ?? '';
    const told = await refusal([
      ['集合名称', '成员'],
      ['各镇', member],
      ['各镇', member],
    ]);
    expect(told).toContain('“各镇”写了两次');
  });

  it('is said all at once', async () => {
    const told = await refusal([
      CONTACT_HEAD,
      ['没有的单位', '联络员', '甲', 'jia@unit.example'],
      [before.units[0]?.id ?? '', '科长', '乙', 'yi@unit.example'],
    ]);
    expect(told).toContain('没有的单位');
    expect(told).toContain('科长');
  });
});

function row(unit = '', name = '', address = ''): readonly string[] {
  return [unit, '联络员', name, address];
}
