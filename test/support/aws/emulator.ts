import { quietTheSdk } from './quiet-sdk.ts';

/**
 * Address of an AWS emulator that is not ours, on loopback: `http://127.0.0.1:4566`. Undefined where none was started;
 * then tests against it are skipped, for they are asked for by `npm run test:aws`.
 */
export const EMULATOR = process.env.EVERGRANT_TEST_AWS_ENDPOINT;

/** Options for any SDK client of it. It takes every key. */
export function emulatorClient() {
  quietTheSdk();
  return {
    endpoint: EMULATOR ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
