import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Algorithm, createVerifier } from '../../verify/verify.ts';
import { agentKey, ISSUED } from '../support/agent-token.ts';
import { type KeyServer, keyServers } from '../support/key-server.ts';

const serve = keyServers();
const issuer = 'https://evergrant.example';
const ALGORITHMS: readonly Algorithm[] = [
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
];
let server: KeyServer;

beforeEach(async () => {
  server = await serve();
});

function verifierFor(algorithms: readonly Algorithm[]) {
  const now = () => ISSUED * 1_000;
  const jwksUri = `${server.origin}/keys`;
  return createVerifier({ issuer, audience: 'town-worker', jwksUri, algorithms, now });
}

/** Publishes a key and signs a token with it, by another library than the kit's own test tokens. */
async function signedBy(alg: Algorithm, published: object = {}): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', ...published };
  server.publish({ ...agentKey('key-1'), published: jwk });
  return await new SignJWT({ iss: issuer, aud: ['town-worker', 'other'], iat: ISSUED, exp: ISSUED + 60 })
    .setProtectedHeader({ alg, kid: 'key-1' })
    .sign(privateKey);
}

describe('a published key', () => {
  it.each(ALGORITHMS)('of %s verifies what it signed, and only if the algorithm is allowed', async (alg) => {
    const token = await signedBy(alg);
    await expect(verifierFor([alg]).verify(token)).resolves.toMatchObject({ keyId: 'key-1' });
    const others = ALGORITHMS.filter((other) => other !== alg);
    await expect(verifierFor(others).verify(token)).rejects.toMatchObject({ code: 'AlgorithmNotAllowed' });
  });

  it.each([
    ['for encryption', { use: 'enc' }],
    ['for signing only', { key_ops: ['sign'] }],
    ['for another algorithm', { alg: 'ES384' }],
    ['on another curve', { crv: 'P-384' }],
    ['off its curve', { x: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('%s is not used', async (_what, published) => {
    const token = await signedBy('ES256', published);
    await expect(verifierFor(['ES256']).verify(token)).rejects.toMatchObject({ code: 'KeyUnusable' });
  });

  it('of RSA with 1024 bits is not used', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const { privateKey } = await generateKeyPair('RS256');
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' };
    server.publish({ ...agentKey('key-1'), published: jwk });
    const token = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .sign(privateKey);
    await expect(verifierFor(['RS256']).verify(token)).rejects.toMatchObject({ code: 'KeyUnusable' });
  });

  it('with its private half is not used: everybody can sign with it', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const token = await signedBy('ES256', await exportJWK(privateKey));
    await expect(verifierFor(['ES256']).verify(token)).rejects.toMatchObject({ code: 'KeyUnusable' });
  });
});
