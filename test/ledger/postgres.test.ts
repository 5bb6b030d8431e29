import { POSTGRES } from '../support/postgres';
import { auditSuite } from './suites/audit';
import { groupSuite } from './suites/group';
import { issueSuite } from './suites/issue';
import { recordSuite } from './suites/record';
import { schemaSuite } from './suites/schema';

describe(POSTGRES.name, () => {
  schemaSuite(POSTGRES);
  issueSuite(POSTGRES);
  recordSuite(POSTGRES);
  groupSuite(POSTGRES);
  auditSuite(POSTGRES);
});
