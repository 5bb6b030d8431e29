import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { planShape } from '../../office/intake/files/plan-file';
import { ROOT } from '../support/cli';

const FILE = join(ROOT, 'docs', 'plan.schema.json');

/** The published schema: what plan.yaml may hold, for editors. */
const schema = {
  title: 'plan.yaml 督办计划',
  ...z.toJSONSchema(planShape, { io: 'input', target: 'draft-2020-12' }),
};

describe('docs/plan.schema.json', () => {
  it('is the shape that plan.yaml is read with', () => {
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(FILE, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('wants notice, coordinator and items, and knows no other keys', () => {
    expect(schema).toMatchObject({
      required: ['notice', 'coordinator', 'items'],
      additionalProperties: false,
    });
  });
});
