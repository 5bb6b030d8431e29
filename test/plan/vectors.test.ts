import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkPlan } from '../../domain/plan/check';
import { civilDate } from '../../domain/time';
import { planItem, testPlan } from '../support/item';
import { testOffice } from '../support/office';

const vectors = z
  .array(
    z.strictObject({
      name: z.string(),
      today: z.string().transform(civilDate),
      year: z.int().default(2025),
      dates: z.array(z.string()).default([]),
      continuous: z.boolean().default(false),
      roll: z.enum(['previous', 'next', 'second-next']).optional(),
      problems: z.array(z.string()),
    }),
  )
  .parse(parse(readFileSync(join(__dirname, '..', 'vectors', 'plan-checks.yaml'), 'utf8')));

describe('a plan that is checked', () => {
  it.each(vectors)('$name', ({ today, year, dates, continuous, roll, problems }) => {
    const kind = continuous ? 'continuous' : dates.length > 1 ? 'recurring' : 'dated';
    const policy = roll === undefined ? null : { roll };
    const item = planItem({ kind, dates, units: { sjj: 'each' }, policy });
    const plan = testPlan([item], year);
    const found = checkPlan(plan, testOffice(), { today, acceptPast: false, items: null });
    expect(
      found.map(({ severity, problem, path }) => `${severity} ${problem.code} ${path.join('.')}`),
    ).toEqual(problems);
  });
});
