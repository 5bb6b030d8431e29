import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { itemLines } from '../../office/lists/item-list';
import { listCells } from '../../client/cli/views/item-columns';
import { issuedItems } from '../../domain/forecast/course';
import { answerOf, commandLine, scratch } from '../support/cli';
import { moment } from '../support/item';
import { seedDemoAt } from '../support/seed';

const now = moment('2026-11-25 10:00');
const { folder, plan } = seedDemoAt(now);
const { office } = folder;
const items = issuedItems({ plan, office, issuedAt: now });
const list = (wishes: Parameters<typeof itemLines>[1], sort?: 'no' | 'due' | 'lamp' | 'title') =>
  itemLines(items, wishes, { office, now, sort });

describe('a list of items', () => {
  it('is in the order in which people count', () => {
    expect(
      list({})
        .map(({ key }) => key)
        .slice(0, 3),
    ).toEqual(['1', '2', '3']);
    expect(
      list({})
        .map(({ key }) => key)
        .indexOf('10'),
    ).toBe(9);
  });

  it('of a unit shows its own role, state and date, and no item that it has no part in', () => {
    const unit = items[0]?.assignments[0]?.unit ?? '';
    const lines = list({ unit });
    expect(lines.length).toBeLessThanOrEqual(items.length);
    for (const { stream, role } of lines) {
      const own = items.find((item) => item.stream === stream)?.assignments.find((one) => one.unit === unit);
      expect(role).toBe(own?.role);
    }
    expect(list({ unit, role: 'support' }).every(({ role }) => role === 'support')).toBe(true);
  });

  it('is asked by words, state and lamp, by code or word, and by dates', () => {
    const [first] = list({}, 'due');
    const day = first?.due?.date;
    expect(list({ to: day, from: day }).every(({ due }) => due?.date === day)).toBe(true);
    expect(list({ text: '依申请公开' }).length).toBeGreaterThan(0);
    expect(list({ text: 'no such words' })).toEqual([]);
    expect(list({ state: '已交办' })).toEqual(list({ state: 'issued' }));
    expect(list({ state: 'issued' })).toHaveLength(items.length);
    expect(list({ lamp: '逾期' })).toEqual([]);
    expect([list({ waits: 'office' }).length, list({ waits: 'units' }).length]).toEqual([0, items.length]);
  });

  it('has every date of a recurring item, with who still owes it', () => {
    const recurring = list({}).find(({ rounds }) => rounds.length > 0);
    const [first, second] = recurring?.rounds ?? [];
    const names = first?.owedBy.map(({ name }) => name) ?? [];
    const [cell] = recurring ? listCells(recurring, ['due'], 'zh') : [];
    expect(names.length).toBeGreaterThan(2);
    const owed = `${names[0] ?? ''}等${names.length}家`;
    expect(cell).toBe(`${first?.due.date ?? ''} ${owed}；${second?.due.date ?? ''} ${owed}`);
    const unit = first?.owedBy[0]?.unit;
    const own = list({ unit }).find(({ key }) => key === recurring?.key);
    expect(own?.rounds.map(({ due, owedBy }) => [due.date, owedBy.map((one) => one.name)])).toEqual([
      [first?.due.date, [names[0]]],
      [second?.due.date, [names[0]]],
    ]);
  });

  it('is sorted by date, continuous items last', () => {
    const dates = list({}, 'due').map(({ due }) => due?.date ?? '9999');
    expect(dates).toEqual(dates.toSorted());
  });
});

describe('what is looked up', () => {
  const room = scratch();
  afterAll(room.clear);
  const home = room.folder();
  const duban = commandLine({ home });
  beforeAll(async () => {
    await duban('office', 'load', 'seeds/qingpu-2025');
    await duban('notice', 'import', 'seeds/qingpu-2025', '--as', 'ddy');
  });

  it('is the notices, with what is issued of each', async () => {
    expect((await duban('notice', 'list')).out).toMatch(/qp-2025-13 .*未交办/);
    expect((await duban('notice', 'list', '--lang', 'en')).out).toContain('not issued');
  });

  it('is the accounts, without addresses', async () => {
    const ran = await duban('account', 'list', '--json');
    expect(ran.out).toContain('"ddy"');
    expect(ran.out).not.toContain('@');
  });

  it('is who acts, and the office', async () => {
    expect((await duban('whoami', '--as', 'll-sjj')).out).toContain('区数据局');
    expect((await duban('whoami')).out).toMatch(/^ddy/);
    expect((await duban('office', 'show')).out).toMatch(/名册：\d+ 个单位[^]*2025 已登记[^]*09:00/);
  });

  it('is a list in columns of one’s own, or an Excel file; a column or a role that is none is named', async () => {
    const file = join(home, 'list.xlsx');
    expect(answerOf(await duban('item', 'list', '--xlsx', file, '--json')).data).toEqual({ file, items: 0 });
    expect(existsSync(file)).toBe(true);
    for (const argv of [
      ['--columns', 'no,colour'],
      ['--role', 'boss'],
      ['--sort', 'size'],
    ])
      expect((await duban('item', 'list', ...argv)).code).toBe(2);
  });
});
