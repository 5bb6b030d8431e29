import { SQLITE } from './database';
import { auditSuite } from './suites/audit';
import { groupSuite } from './suites/group';
import { issueSuite } from './suites/issue';
import { recordSuite } from './suites/record';
import { schemaSuite } from './suites/schema';

describe(SQLITE.name, () => {
  schemaSuite(SQLITE);
  issueSuite(SQLITE);
  recordSuite(SQLITE);
  groupSuite(SQLITE);
  auditSuite(SQLITE);
});
