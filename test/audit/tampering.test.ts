import { tamperingRules } from './suites/tampering';
import { yearOfSuite } from './year';

const year = yearOfSuite();

tamperingRules(() => year, 2);
