import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  decodeJwt,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { createVerifier } from '../../verify/verify.ts';
import { withHmac } from '../support/agent-token.ts';
import { type AgentWorld, agentWorlds } from '../support/agent-tokens/agent-worlds.ts';
import { rawRequest } from '../support/raw-request.ts';

const worlds = agentWorlds();

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1_000);

/** A token of the broker as somebody would change it who has stolen its signing key, or made one of his own. */
async function forge(world: AgentWorld) {
  const token = await world.token('mayor');
  const jwks = (await (await fetch(`${world.issuer}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string }[];
  };
  const [published = { kid: '' }] = jwks.keys;
  const stolen = await importJWK({ ...published, d: privateHalf(world) }, 'ES256');
  const { privateKey: own } = await generateKeyPair('ES256');
  const claims = decodeJwt(token);
  return {
    token,
    published,
    stolen: (change: Readonly<Record<string, unknown>>) =>
      signed({ ...claims, ...change }, { kid: published.kid, key: stolen }),
    own: (header: Partial<JWTHeaderParameters>) => signed(claims, { kid: published.kid, key: own, header }),
  };
}

async function signed(
  claims: JWTPayload,
  by: { kid: string; key: Parameters<SignJWT['sign']>[0]; header?: Partial<JWTHeaderParameters> },
): Promise<string> {
  const header = { alg: 'ES256', typ: 'JWT', kid: by.kid, ...by.header };
  return await new SignJWT(claims).setProtectedHeader(header).sign(by.key, { crit: { demo: true } });
}

/** Only a test, or a thief, looks there. */
function privateHalf({ state }: AgentWorld): string {
  const folder = join(state, 'secrets', 'key', 'gastown', 'versions');
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return /\\"d\\*":\\*"([\w-]{40,})/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';
}

describe('a worker on evergrant/verify', () => {
  it('takes the tokens of a broker and refuses every forgery, each for its own reason', async () => {
    const world = await worlds();
    await world.up();
    const { token, stolen, own } = await forge(world);
    const verifier = createVerifier({
      issuer: world.issuer,
      audience: 'worker',
      requiredClaims: ['agentId'],
    });
    const [, payload = '', signature = ''] = token.split('.');
    const headed = (header: object) =>
      `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
    const attacks: Readonly<Record<string, string>> = {
      'no algorithm': headed({ alg: 'none', typ: 'JWT' }),
      'the public key as a shared secret': withHmac(
        headed({ alg: 'HS256', typ: 'JWT' }),
        JSON.stringify(payload),
      ),
      'another algorithm': headed({ alg: 'RS256', typ: 'JWT', kid: 'k' }),
      'a key of its own under our kid': await own({}),
      'a kid of its own': await own({ kid: 'stranger' }),
      'its key in the header': await own({ jwk: { kty: 'EC' } }),
      'the address of its keys': await own({ jku: 'https://attacker.example/jwks.json' }),
      'a header that must be understood': await own({ crit: ['demo'], demo: 'x' }),
      expired: await stolen({ iat: now() - 2 * HOUR, exp: now() - HOUR }),
      'not yet valid': await stolen({ nbf: now() + HOUR }),
      'from the future': await stolen({ iat: now() + HOUR, exp: now() + 2 * HOUR }),
      'older than any may be': await stolen({ iat: now() - 9 * HOUR, exp: now() + HOUR }),
      'for another': await stolen({ aud: 'map' }),
      'of another issuer': await stolen({ iss: `${world.issuer}/other` }),
      'without an end': await stolen({ exp: undefined }),
      'without its agent': await stolen({ agentId: undefined }),
      'too large': await stolen({ padding: 'x'.repeat(9_000) }),
      'half of one': token.slice(0, token.length / 2),
    };
    expect((await verifier.verify(token)).claims.agentId).toBe('mayor-1');
    const refusals: Record<string, unknown> = {};
    for (const [attack, forged] of Object.entries(attacks)) {
      refusals[attack] = await verifier.verify(forged).then(
        () => 'accepted',
        ({ code }: { code: unknown }) => code,
      );
    }
    expect(refusals).toEqual({
      'no algorithm': 'TokenUnsigned',
      'the public key as a shared secret': 'SharedSecretAlgorithm',
      'another algorithm': 'AlgorithmNotAllowed',
      'a key of its own under our kid': 'SignatureInvalid',
      'a kid of its own': 'KeyUnknown',
      'its key in the header': 'KeyInHeader',
      'the address of its keys': 'KeyInHeader',
      'a header that must be understood': 'CriticalHeader',
      expired: 'TokenExpired',
      'not yet valid': 'TokenNotYetValid',
      'from the future': 'IssuedInFuture',
      'older than any may be': 'TokenTooOld',
      'for another': 'AudienceWrong',
      'of another issuer': 'IssuerWrong',
      'without an end': 'ClaimMissing',
      'without its agent': 'ClaimMissing',
      'too large': 'TokenTooLarge',
      'half of one': 'TokenMalformed',
    });
  });

  it('asks for keys twice in a flood of tokens of unknown keys, and goes on serving', async () => {
    const world = await worlds();
    await world.up();
    const { token, own } = await forge(world);
    let asked = 0;
    const counting: typeof fetch = async (...request) => {
      asked += String(request[0]).endsWith('jwks.json') ? 1 : 0;
      return await fetch(...request);
    };
    const verifier = createVerifier({ issuer: world.issuer, audience: 'worker', fetch: counting });
    const flood = await Promise.all(
      Array.from({ length: 100 }, (_, index) => own({ kid: `stranger-${index}` })),
    );
    const refused = await Promise.allSettled(flood.map((forged) => verifier.verify(forged)));
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toBeLessThanOrEqual(2);
    await expect(verifier.verify(token)).resolves.toBeDefined();
  });

  it('refuses the tokens of a key that an emergency ended', async () => {
    const world = await worlds();
    await world.up();
    const token = await world.token('mayor');
    const ended = await world.run(['rotate', 'gastown', '--emergency', '--json']);
    expect(JSON.parse(ended.stdout).signing.ended).toMatchObject([{ token: 'mayor' }, { token: 'filed' }]);
    const verifier = createVerifier({ issuer: world.issuer, audience: 'worker' });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'KeyUnknown' });
    await expect(verifier.verify(await world.token('mayor'))).resolves.toBeDefined();
  });
});

describe('a renewal', () => {
  it('that is replayed brings no second token, whatever token it names', async () => {
    const world = await worlds();
    await world.up();
    await world.token('mayor');
    const report = async (fingerprint: unknown) =>
      await rawRequest(join(world.state, 'control.sock'), {
        method: 'POST',
        path: '/v1/tokens/mayor/refusals',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fingerprint }),
      });
    const [{ fingerprint } = { fingerprint: '' }] = (await world.status()).agentTokens;
    for (const again of [1, 2, 3]) {
      expect({ again, ...(await report(fingerprint)) }).toMatchObject({
        status: 503,
        text: expect.stringContaining('TokenJustMinted'),
      });
    }
    expect(await report('0123456789ab')).toMatchObject({
      status: 200,
      text: expect.stringContaining(String(fingerprint)),
    });
    expect((await world.status()).agentTokens[0]).toMatchObject({ generation: 1, fingerprint });
  });

  const ifRoot = process.getuid?.() === 0 ? it : it.skip;

  ifRoot(
    'by another user of the host is refused by the kernel (skipped where tests may not become one)',
    async () => {
      const world = await worlds();
      await world.up();
      const connect = `require('node:net').connect(process.argv[1]).on('error', ({ code }) => console.log(code)).on('connect', () => { console.log('connected'); process.exit(); })`;
      for (const socket of [join(world.state, 'control.sock'), world.tokenSocket]) {
        const asNobody = spawnSync(process.execPath, ['-e', connect, socket], { uid: 65_534, gid: 65_534 });
        expect([socket, String(asNobody.stdout).trim()]).toEqual([socket, 'EACCES']);
      }
    },
  );
});
