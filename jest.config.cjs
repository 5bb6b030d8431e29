const { optionsFor } = require('./scripts/compile.cjs');

/** Packages that are ECMAScript modules: Node loads them by `require`, jest does not. */
const MODULES = 'openid-client|oauth4webapi|jose';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  // All kill tests take a quarter of an hour, thirty chaos rounds an hour: npm run kill and npm run chaos run them, npm test
  // those beside these folders.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.DUBAN_KILL === 'all' ? [] : ['<rootDir>/test/kill/all/']),
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
