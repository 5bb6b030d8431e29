import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { answerOf, commandLine, scratch } from '../support/cli';
import { opened, setOffice } from '../support/ledger';
import { PLAN_YAML, planFolder } from '../support/plan-folder';

const vectors = z
  .array(
    z.strictObject({
      name: z.string(),
      change: z.tuple([z.string(), z.string()]).optional(),
      call: z.string(),
      exit: z.number(),
      says: z.array(z.string()),
    }),
  )
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'plan-calls.yaml'), 'utf8')));

const found = z.object({ severity: z.string(), code: z.string(), item: z.string().nullable() });
const answers = z.union([
  z.object({ findings: z.array(found) }).transform((answer) => answer.findings),
  z.object({ warnings: z.array(found) }).transform((answer) => answer.warnings),
]);

const room = scratch();
afterAll(room.clear);

describe('a plan that is checked or previewed by command', () => {
  const home = room.folder();
  beforeAll(async () => {
    const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
    await setOffice(ledger);
    await ledger.close();
  });

  it.each(vectors)('$name', async ({ change: [from, to] = ['', ''], call, exit, says }) => {
    expect(PLAN_YAML).toContain(from);
    const folder = planFolder(room.folder(), { plan: PLAN_YAML.replace(from, to) });
    const [verb = '', ...options] = call.split(' ');
    const ran = await commandLine({ home })('plan', verb, folder, ...options, '--json');
    const problems = answers.parse(answerOf(ran).data);
    expect(
      problems.map(({ severity, code, item }) => `${severity} ${code} ${item ?? '—'}`).toSorted(),
    ).toEqual(says.toSorted());
    expect(ran.code).toBe(exit);
  });
});
