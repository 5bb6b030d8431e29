import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskNumber } from '../../domain/view/tasks';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf, commandLine } from '../support/cli';

const folder = testFolder();
const year = yearOfSuite();
let sheet: string;
beforeAll(async () => {
  const tasks = await year.room.ledger.tasks({ open: true });
  const found = tasks.find(({ id }) => id.startsWith('manual|dag|'));
  sheet = found ? taskNumber(found.stream, found.id) : '';
});
afterAll(() => {
  folder.remove();
});

/** The same command line with programs to be found in this path only. */
const withPath = (path: string) =>
  commandLine({
    home: folder.path,
    env: { DUBAN_DATABASE_URL: `sqlite:${year.file}`, PATH: path },
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

  const prints = ['chromium', 'soffice'].some((name) => spawnSync(name, ['--version']).status === 0);
  (prints ? it : it.skip)(
    `writes it as PDF${prints ? '' : ' (nothing here prints: skipped)'}`,
    async () => {
      const file = join(folder.path, 'sheet.pdf');
      const { code, out } = await withPath(process.env['PATH'] ?? '')('task', 'show', sheet, '--to', file);
      expect([code, out]).toEqual([0, expect.stringContaining(`送达件已写到 ${file}，打印（A4）`)]);
      expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    },
    120_000,
  );

  it('is no PDF where nothing prints, and says how else', async () => {
    const file = join(folder.path, 'unprinted.pdf');
    const ran = await withPath(folder.path)('task', 'show', sheet, '--to', file, '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([69, 'no-printer']);
    expect(answerOf(ran).error?.hint).toContain('--to 名称.html');
    expect(existsSync(file)).toBe(false);
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
