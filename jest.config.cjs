const path = require('path');
const { optionsFor } = require('./scripts/compile.cjs');

/** Packages that are ECMAScript modules: Node loads them by `require`, jest does not. */
const MODULES = 'openid-client|oauth4webapi|jose';

/**
 * What `npm test` leaves to `npm run test:all`: whole years, processes killed and frozen, engines started again and again,
 * browsers but for one whole run (browser/guide), programs of others, random walks.
 */
const LONG = [
  'audit/(as-of|tampering) bulk/ browser/(?!guide) chaos/ foreign/ forecast/zones fuzz/ gamedays/ kill/',
  'ledger/(many-items|mails/walk) model/ papers/register-agrees readme/ rehearse/ sources/given view/on-time',
  'worker/(?!start) workflows/',
].flatMap((line) => line.split(' '));
const part = process.env.DUBAN_TEST;
const TESTS = `^${path.join(__dirname, 'test').replace(/[^\w/]/g, '\\$&')}/`;
const long = `${TESTS}(${LONG.join('|')})`;

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testRegex: `${part === 'rest' ? long : TESTS}.*\\.test\\.tsx?$`,
  // All kill tests take a quarter of an hour, thirty chaos rounds an hour: npm run kill and npm run chaos run them, npm test
  // those beside these folders.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(part === 'short' ? [long] : []),
    ...(process.env.DUBAN_KILL === 'all' ? [] : ['<rootDir>/test/kill/all/']),
    // Needs spin and gcc, which a fresh machine has not: npm run model, npm run test:all.
    ...(process.env.DUBAN_MODEL === 'all' ? [] : ['<rootDir>/test/model/']),
    ...(process.env.DUBAN_CHAOS === 'all' ? [] : ['<rootDir>/test/chaos/all/']),
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/var'],
  transform: {
    '^.+\\.tsx?$': ['@swc/jest', optionsFor()],
    [`/node_modules/(${MODULES})/.+\\.js$`]: ['@swc/jest', optionsFor()],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES})/)`],
  maxWorkers: 2,
  // Engines start in seconds, a year in ten; but a machine may have much else to do, and a hang is found all the same.
  testTimeout: 180_000,
};
