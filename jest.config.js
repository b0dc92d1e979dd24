// What takes minutes (a whole deployment, real kills, every interleaving) is a proof, and runs by itself: npm run proofs.
const proofs = process.env.EVERGRANT_PROOFS === '1';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  testMatch: [proofs ? '**/*.proof.test.ts' : '**/*.test.ts'],
  testPathIgnorePatterns: proofs ? [] : ['\\.proof\\.test\\.ts$'],
  // Modules of the CDK are loaded anew for each file, and a worker never gives them back.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
  maxWorkers: 2,
};
