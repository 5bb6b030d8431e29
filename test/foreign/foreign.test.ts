import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditYear, type AuditYear } from '../audit/year';
import { foreignRules } from './suite';

let year: AuditYear;
beforeAll(async () => {
  year = await auditYear();
});
afterAll(() => year.close());

describe('programs that nobody here wrote', () => {
  foreignRules(() => year, 'n1/3');

  it('are joined by a script of at most sixty lines', () => {
    const script = readFileSync(join(__dirname, '..', '..', 'docs', 'check_proof.py'), 'utf8');
    expect(script.split('\n').length).toBeLessThanOrEqual(61);
  });
});
