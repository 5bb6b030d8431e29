import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerOf, commandLine, scratch } from '../support/cli';

const room = scratch();
afterAll(room.clear);

const withPath = (path: string) => {
  const duban = commandLine({ home: room.folder(), env: { PATH: path } });
  return (...more: readonly string[]) =>
    duban('plan', 'letters', 'seeds/qingpu-2025', '--on', '2025-06-30', ...more);
};
const letters = withPath(process.env['PATH'] ?? '');
const asData = z.array(z.object({ name: z.string(), subject: z.string(), body: z.string() }));

describe('letters before anything is issued', () => {
  it('can be read: subject and body, as the unit will have them', async () => {
    const ran = await letters('--unit', '区数据局', '--json');
    const [letter, ...others] = asData.parse(answerOf(ran).data);
    expect(others).toEqual([]);
    expect(letter?.subject).toMatch(/【交办】7项请签收.*《2025年青浦区政…》/);
    expect(letter?.body).toContain('由贵单位办理的事项7项交办如下');
  });

  it('are saved as pages that print, one for each unit', async () => {
    const folder = join(room.folder(), 'letters');
    expect((await letters('--to', folder)).code).toBe(0);
    const files = readdirSync(folder);
    expect(files).toHaveLength(47);
    expect(files.every((file) => file.endsWith('.html'))).toBe(true);
    expect(readFileSync(join(folder, '区数据局.html'), 'utf8')).toContain('交办通知');
    // By hand: its sheet has a receipt, and nothing that only a mail can do.
    expect(readFileSync(join(folder, '区合作交流办.html'), 'utf8')).not.toContain('直接回复本邮件');
  });

  it('are of the items asked for', async () => {
    const ran = await letters('--items', '21', '--json');
    expect(asData.parse(answerOf(ran).data).every(({ subject }) => subject.includes('1项请签收'))).toBe(true);
  });

  it('are not made of a plan that does not fit its notice, or for a unit that there is not', async () => {
    expect((await letters('--unit', '区数居局')).code).toBe(3);
    expect((await letters('--on', 'tomorrow')).code).toBe(5);
  });

  const prints = ['chromium', 'soffice'].some((name) => spawnSync(name, ['--version']).status === 0);
  (prints ? it : it.skip)(
    `are saved as PDF${prints ? '' : ' (nothing here prints: skipped)'}`,
    async () => {
      const folder = join(room.folder(), 'pdf');
      expect((await letters('--unit', '区数据局', '--to', folder, '--pdf')).code).toBe(0);
      expect(readdirSync(folder)).toEqual(['区数据局.pdf']);
      expect(readFileSync(join(folder, '区数据局.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    },
    120_000,
  );

  it('stay pages where nothing prints them, and say so', async () => {
    const folder = join(room.folder(), 'no-printer');
    const ran = await withPath(room.folder())('--unit', '区数据局', '--to', folder, '--pdf', '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([69, 'no-printer']);
    expect(readdirSync(folder)).toEqual(['区数据局.html']);
  });
});
