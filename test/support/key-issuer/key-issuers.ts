import { afterEach } from '@jest/globals';
import { KeyIssuer } from './key-issuer.ts';

/** Call once, at the top of a test file: starts stand-ins of a key issuer, which end after each test. */
export function keyIssuers(): () => Promise<KeyIssuer> {
  const running: KeyIssuer[] = [];
  afterEach(async () => {
    for (const issuer of running.splice(0)) await issuer.stop();
  });
  return async () => {
    const issuer = await KeyIssuer.start();
    running.push(issuer);
    return issuer;
  };
}

/** What the managing key of a test may do. */
export const MANAGING = ['api_keys.create', 'api_keys.read', 'api_keys.delete'];
