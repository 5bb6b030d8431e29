import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEED } from '../support/seed';
import type { Hand } from './hand';

/** The notice as it would be pasted. */
const NOTICE = readFileSync(join(SEED, 'notice.txt'), 'utf8');

/** The sample plan for a notice of another id; item 2 is led by the justice bureau, all others support it. */
export const planFor = (id: string): string =>
  readFileSync(join(SEED, 'plan.yaml'), 'utf8')
    .replace(/^ +demo: .*\n/gm, '')
    .replace(/^demo: true$/m, 'demo: false')
    .replace('notice: qp-2025-13', `notice: ${id}`)
    .replace(
      /( {4}lead: \[区司法局\]\n) {4}support: \[区政府办公室\]\n/,
      '$1    support: [区政府办公室, 各有关单位, 各街镇]\n',
    );

/** Looks as somebody else, which a demonstration allows. */
export async function lookAs({ choose, press }: Hand, name: string): Promise<void> {
  await choose('以谁的身份看', name);
  await press('换');
}

/** What the page says in its main part. */
export const mainText = ({ page }: Hand): Promise<string> => page.locator('main').innerText();

const LEAVES = '仍要导入，演示到此为止';

/** Pastes the notice, looks at the reading, imports it under an id; the first ends the demonstration, which is confirmed. */
export async function importNotice({ page, press, write }: Hand, id: string): Promise<void> {
  await press('通知');
  await press('读一份新通知');
  await write('粘贴通知全文', NOTICE);
  await press('读');
  await write('代号', id);
  await press('导入，接着做计划');
  if ((await page.getByRole('button', { name: LEAVES }).count()) > 0) await press(LEAVES);
}

/** Confirms the plan and issues it. */
export async function issue({ press, write, page }: Hand, id: string): Promise<void> {
  await press('原文 plan.yaml');
  await write('plan.yaml', planFor(id));
  await press('保存并检查');
  await press('下一步：交办 25 项');
  const [name = ''] = await page.getByRole('button', { name: /^交办 25 项/ }).allInnerTexts();
  await press(name);
}

/** Does an act of the office: its form, the page that confirms, the banner. */
export async function decide(
  { press, write, choose, page }: Hand,
  at: string,
  verb: string,
  fields: { readonly unit?: string; readonly words?: Readonly<Record<string, string>> },
): Promise<void> {
  await page.goto(at);
  await press(verb);
  if (fields.unit !== undefined) await choose('单位', fields.unit);
  for (const [label, words] of Object.entries(fields.words ?? {})) await write(label, words);
  await press('下一步：看会发生什么');
  await press(`确认${verb}`);
}
