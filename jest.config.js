/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  // What drives a whole deployment takes minutes: npm run unit:deployment.
  testPathIgnorePatterns: process.env.EVERGRANT_TEST_DEPLOYMENT ? [] : ['\\.behaviour\\.test\\.ts$'],
  // Modules of the CDK are loaded anew for each file, and a worker never gives them back.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
  maxWorkers: 2,
};
