import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskNumber } from '../../domain/view/tasks';
import { auditYear, type AuditYear } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';

const folder = testFolder();
let year: AuditYear;
let sheet: string;
beforeAll(async () => {
  year = await auditYear();
  const tasks = await year.room.ledger.tasks({ open: true });
  const found = tasks.find(({ id }) => id.startsWith('manual|dag|'));
  sheet = found ? taskNumber(found.stream, found.id) : '';
});
afterAll(async () => {
  await year.close();
  folder.remove();
});

describe('duban task show', () => {
  it('shows what is to be handed over, in its own words', async () => {
    const { code, out } = await year.cli()('task', 'show', sheet);
    expect(code).toBe(0);
    expect(out).toMatch(/人工送达[\s\S]*区档案馆：[\s\S]*送达回执/);
    expect(out).not.toContain('本邮件');
  });

  it('writes it to be printed', async () => {
    const file = join(folder.path, 'sheet.html');
    expect(await year.cli()('task', 'show', sheet, '--to', file)).toMatchObject({ code: 0 });
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('送达回执');
    expect(page).not.toMatch(/本邮件|href=|src=/);
    const elsewhere = await year.cli()('task', 'show', sheet, '--to', join(folder.path, 'x.exe'), '--json');
    expect(answerOf(elsewhere).error?.code).toBe('usage');
  });

  it('shows any other task with its kind and since when', async () => {
    const [phone] = (await year.room.ledger.tasks({ open: true })).filter(({ kind }) => kind === 'phone');
    const { out } = await year.cli()('task', 'show', taskNumber(phone?.stream ?? '', phone?.id ?? ''));
    expect(out).toMatch(/电话催办[\s\S]*开始于 2025-/);
  });

  it('knows the tasks', async () => {
    const ran = await year.cli()('task', 'show', 'none', '--json');
    expect(answerOf(ran).error?.code).toBe('task-not-found');
  });
});
