import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenIdentity } from '../../verify/revocation.ts';
import { createVerifier, MemoryRevocation, type VerifierOptions } from '../../verify/verify.ts';
import { agentKey, agentToken, ISSUED } from '../support/agent-token.ts';
import { type KeyServer, keyServers } from '../support/key-server.ts';

const serve = keyServers();
const key = agentKey('key-1');
let server: KeyServer;

beforeEach(async () => {
  server = await serve(key);
});

async function verify(options: Partial<VerifierOptions>, claims: object = {}): Promise<unknown> {
  const verifier = createVerifier({
    issuer: 'https://evergrant.example',
    audience: 'town-worker',
    jwksUri: `${server.origin}/keys`,
    now: () => (ISSUED + 60) * 1_000,
    ...options,
  });
  return await verifier.verify(agentToken(key, { claims }));
}

describe('revocation', () => {
  it('of one token by its jti refuses that token and no other', async () => {
    const revocation = new MemoryRevocation();
    revocation.revoke('token-1');
    await expect(verify({ revocation })).rejects.toMatchObject({ code: 'TokenRevoked', retryable: false });
    await expect(verify({ revocation }, { jti: 'token-2' })).resolves.toBeDefined();
  });

  it('of all that were issued before a moment refuses those, and none from that moment on', async () => {
    const revocation = new MemoryRevocation();
    revocation.revokeIssuedBefore(new Date(ISSUED * 1_000));
    await expect(verify({ revocation })).resolves.toBeDefined();
    await expect(verify({ revocation }, { iat: ISSUED - 1, exp: ISSUED + 600 })).rejects.toMatchObject({
      code: 'IssuedBeforeRevocation',
      expected: 'iat at or after 2026-11-22T12:00:00.000Z',
    });
  });

  it('within one subject leaves the others alone', async () => {
    const revocation = new MemoryRevocation();
    revocation.revokeIssuedBefore(new Date((ISSUED + 1) * 1_000), { subject: 'mayor' });
    await expect(verify({ revocation })).rejects.toMatchObject({ code: 'IssuedBeforeRevocation' });
    await expect(verify({ revocation }, { sub: 'witness' })).resolves.toBeDefined();
  });

  it('needs a jti', async () => {
    const revocation = new MemoryRevocation();
    await expect(verify({ revocation }, { jti: undefined })).rejects.toMatchObject({ code: 'ClaimMissing' });
  });

  it('is asked with what names the token, and only for tokens that are good otherwise', async () => {
    const asked: TokenIdentity[] = [];
    const revocation = {
      lookUp: async (token: TokenIdentity) => {
        asked.push(token);
        return {};
      },
    };
    await verify({ revocation });
    await expect(verify({ revocation }, { aud: 'billing' })).rejects.toBeDefined();
    expect(asked).toEqual([
      {
        jti: 'token-1',
        subject: 'mayor',
        keyId: 'key-1',
        issuedAt: new Date(ISSUED * 1_000),
        expiresAt: new Date((ISSUED + 28_800) * 1_000),
      },
    ]);
  });
});

/** What a list in plain JavaScript may do. */
const FAILURES: readonly (readonly [string, () => unknown])[] = [
  ['rejects', () => Promise.reject(new Error('no route to the database'))],
  [
    'throws',
    () => {
      throw new Error('not connected');
    },
  ],
  ['never answers', () => new Promise(() => {})],
  ['answers with nothing', () => undefined],
  ['answers with text', () => ({ token: 'false' })],
  ['answers with a date that is none', () => ({ issuedBefore: new Date('yesterday') })],
  ['answers in other words', () => ({ revoked: true })],
  ['answers with a number', () => ({ issuedBefore: 0 })],
];

describe('a list of revocations that', () => {
  it.each(FAILURES)('%s makes the token refused', async (_what, lookUp) => {
    const options = withList(lookUp);
    await expect(verify(options)).rejects.toMatchObject({ code: 'RevocationUnavailable', retryable: true });
  });

  it.each(FAILURES)('%s lets the token pass where that was asked for', async (_what, lookUp) => {
    await expect(verify({ ...withList(lookUp), revocationUnavailable: 'accept' })).resolves.toBeDefined();
  });

  it('is there and says revoked is heard also where failures are let pass', async () => {
    const options = withList(() => ({ token: true }));
    await expect(verify({ ...options, revocationUnavailable: 'accept' })).rejects.toMatchObject({
      code: 'TokenRevoked',
    });
  });
});

function withList(lookUp: () => unknown): Partial<VerifierOptions> {
  const list = new MemoryRevocation();
  Object.defineProperty(list, 'lookUp', { value: lookUp });
  return { revocation: list, revocationTimeout: 0.05 };
}
