import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  testRunner: '<rootDir>/test/runner/runner.cjs',
  injectGlobals: false,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // `npm run test:timing` runs these by themselves: beside others, times say nothing.
  testPathIgnorePatterns: process.env.TEST_TIMING === 'on' ? [] : ['<rootDir>/test/timing/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: [
    'default',
    '<rootDir>/test/runner/timing-reporter.cjs',
    '<rootDir>/test/runner/cpu-reporter.cjs',
    '<rootDir>/test/support/closing-line-reporter.cjs',
  ],
  testTimeout: 60_000,
  // Tests wait more than they compute: for processes, for mails, for time limits. So there are more workers than cores.
  maxWorkers: availableParallelism() + 3,
  // Each test file leaves some of its modules in memory. Before a worker is slow with them it starts anew.
  workerIdleMemoryLimit: '800MB',
};
