import { tamperingRules } from './suites/tampering';
import { auditYear, type AuditYear } from './year';

let year: AuditYear;
beforeAll(async () => {
  year = await auditYear();
});
afterAll(() => year.close());

tamperingRules(() => year, 2);
