import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createVerifier, isVerificationError, type Verifier } from '../../verify/verify.ts';
import { agentKey, agentToken, ISSUED } from '../support/agent-token.ts';
import { type KeyServer, keyServers } from '../support/key-server.ts';

const serve = keyServers();
const key = agentKey('key-1');
const issuer = 'https://evergrant.example';
let server: KeyServer;
let verifier: Verifier;

beforeEach(async () => {
  server = await serve(key);
  const now = () => (ISSUED + 60) * 1_000;
  verifier = createVerifier({ issuer, audience: 'town-worker', jwksUri: `${server.origin}/keys`, now });
});

/** @returns the failed rule; `accepted` for a token that passed all. Any other error fails the test. */
async function ruleFailedBy(token: string): Promise<string> {
  try {
    await verifier.verify(token);
    return 'accepted';
  } catch (error) {
    if (!isVerificationError(error)) throw error;
    return error.code;
  }
}

describe('whatever comes as a token', () => {
  it('is refused by a rule, and asks the issuer for nothing when it is no token', async () => {
    const part = fc.oneof(fc.base64String(), fc.string({ unit: 'binary' }), fc.json());
    const dotted = fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), dotted), async (text) => {
        expect(await ruleFailedBy(text)).not.toBe('accepted');
      }),
    );
    expect(server.asked()).toBe(0);
  });

  it('is refused when one character of a good token is changed, added or lost', async () => {
    const good = agentToken(key);
    expect(await ruleFailedBy(good)).toBe('accepted');
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.');
    const place = fc.oneof(
      fc.nat(good.length - 1),
      fc.nat(3).map((back) => good.length - 1 - back),
    );
    await fc.assert(
      fc.asyncProperty(place, letter, fc.nat(1), fc.nat(1), async (at, added, lost, put) => {
        const altered = good.slice(0, at) + (put ? added : '') + good.slice(at + lost);
        fc.pre(altered !== good);
        expect(await ruleFailedBy(altered)).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  it('is accepted only if every rule holds, whatever its issuer signs', async () => {
    const aTime = fc.oneof(
      fc.integer({ min: ISSUED - 30_000, max: ISSUED + 30_000 }),
      fc.double(),
      fc.jsonValue(),
    );
    const text = (good: string) => fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, fc.jsonValue());
    const claims = fc.record(
      {
        iss: text(issuer),
        aud: text('town-worker'),
        iat: aTime,
        exp: aTime,
        nbf: aTime,
        jti: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const usual = fc.record({ iat: fc.nat(120), life: fc.integer({ min: 1, max: 40_000 }) });
    const some = fc.oneof(
      claims,
      usual.map(({ iat, life }) => ({ iat: ISSUED - iat, exp: ISSUED - iat + life })),
    );
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(some, async (changed) => {
        const token = agentToken(key, { claims: changed });
        const result = await verifier.verify(token).catch((error: unknown) => error);
        if (isVerificationError(result)) return;
        accepted += 1;
        expect(result).not.toBeInstanceOf(Error);
        const { iss, iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
        expect(iss).toBe(issuer);
        expect(exp).toBeGreaterThan(ISSUED + 60 - 30);
        expect(iat).toBeLessThanOrEqual(ISSUED + 60 + 30);
        expect(exp - iat).toBeLessThanOrEqual(28_800);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('is refused by a rule, whatever the header that its issuer signs', async () => {
    const member = fc.oneof(fc.constantFrom('ES256', 'none', 'HS256', 'key-1', 'JWT'), fc.jsonValue());
    const names = fc.constantFrom(
      'alg',
      'kid',
      'typ',
      'crit',
      'b64',
      'jwk',
      'jku',
      'x5c',
      '__proto__',
      'cty',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, member), { maxLength: 6 }), async (members) => {
        const header = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
        const good = members.some(([name, value]) => name === 'alg' && value === 'ES256');
        if (!good) expect(await ruleFailedBy(agentToken(key, { header }))).not.toBe('accepted');
        else await ruleFailedBy(agentToken(key, { header }));
      }),
      { numRuns: 300 },
    );
  });
});
