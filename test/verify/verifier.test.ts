import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createVerifier, isVerificationError, type Verifier } from '../../verify/verify.ts';
import { type AgentKey, agentKey, agentToken, ISSUED, withHmac } from '../support/agent-token.ts';
import { type KeyServer, keyServers } from '../support/key-server.ts';

const serve = keyServers();
const key = agentKey('key-1');
const foreign = agentKey('key-1');
const encryptionKey = agentKey('key-2', { use: 'enc' });
const rsaKey = { ...agentKey('key-3'), published: rsaJwk('key-3') };

let server: KeyServer;
let verifier: Verifier<'agentId' | 'townId'>;
let now: number;

beforeEach(async () => {
  now = ISSUED + 60;
  server = await serve(key, encryptionKey, rsaKey);
  verifier = createVerifier({
    issuer: 'https://evergrant.example',
    audience: 'town-worker',
    jwksUri: `${server.origin}/keys`,
    requiredClaims: ['agentId', 'townId'],
    now: () => now * 1_000,
  });
});

describe('a token of the issuer', () => {
  it('is verified, and its claims have types', async () => {
    const { claims, keyId, expiresAt } = await verifier.verify(agentToken(key));
    const agentId: string = claims.agentId;
    expect({ agentId, keyId, sub: claims.sub, rigId: claims.rigId }).toEqual({
      agentId: 'mayor-7',
      keyId: 'key-1',
      sub: 'mayor',
      rigId: 'rig-1',
    });
    expect(expiresAt).toEqual(new Date('2026-11-22T20:00:00Z'));
  });

  it('is verified until its end and the tolerance after it', async () => {
    now = ISSUED + 8 * 3_600 + 29;
    await expect(verifier.verify(agentToken(key))).resolves.toBeDefined();
    now += 1;
    expect(await refusal(agentToken(key))).toBe('TokenExpired');
  });
});

describe('a token that is barely in time', () => {
  it.each([
    ['begins as late as the clocks may differ', { nbf: ISSUED + 90 }],
    ['was issued as much later', { iat: ISSUED + 90 }],
    ['is as old and lives as long as is allowed', { iat: ISSUED - 28_769, exp: ISSUED + 31 }],
  ])('is verified: it %s', async (_what, claims) => {
    await expect(verifier.verify(withClaims(claims))).resolves.toBeDefined();
  });

  it('is verified: it has the greatest size, and no character more', async () => {
    const token = agentToken(key);
    const options = { issuer: 'https://evergrant.example', audience: 'town-worker', now: () => now * 1_000 };
    const limited = (maximumSize: number) =>
      createVerifier({ ...options, jwksUri: `${server.origin}/keys`, maximumSize }).verify(token);
    await expect(limited(token.length)).resolves.toBeDefined();
    await expect(limited(token.length - 1)).rejects.toMatchObject({ code: 'TokenTooLarge' });
  });
});

it('refuses every token while the clock says nothing', async () => {
  now = Number.NaN;
  expect(await refusal(agentToken(key))).toBe('KeysUnavailable');
});

/** Every attack, and every mistake of an issuer, with the one rule that stops it. */
const ATTACKS: readonly (readonly [string, () => string, string])[] = [
  ['no signature and alg none', () => unsigned('none'), 'TokenUnsigned'],
  ['alg none in other letters', () => unsigned('nOnE'), 'TokenUnsigned'],
  ['alg none and the signature kept', () => agentToken(key, { header: { alg: 'none' } }), 'TokenUnsigned'],
  ['the public key as a shared secret', () => confused('pem'), 'SharedSecretAlgorithm'],
  ['the published key as a shared secret', () => confused('jwk'), 'SharedSecretAlgorithm'],
  ['an algorithm that is not allowed', () => withHeader({ alg: 'ES384' }), 'AlgorithmNotAllowed'],
  ['an algorithm that is no text', () => withHeader({ alg: ['ES256'] }), 'AlgorithmNotAllowed'],
  ['no algorithm', () => withHeader({ alg: undefined }), 'AlgorithmNotAllowed'],
  ['a kid that nobody published', () => agentToken(agentKey('stranger')), 'KeyUnknown'],
  ['a kid that is a name of every object', () => withHeader({ kid: '__proto__' }), 'KeyUnknown'],
  ['a kid that is a path', () => withHeader({ kid: '../../dev/null' }), 'KeyUnknown'],
  ['a published kid, signed by somebody else', () => agentToken(foreign), 'SignatureInvalid'],
  ['a key for encryption', () => agentToken(encryptionKey), 'KeyUnusable'],
  ['a key of another algorithm', () => withHeader({ kid: 'key-3' }), 'KeyUnusable'],
  ['no kid', () => withHeader({ kid: undefined }), 'KeyIdMissing'],
  ['a kid that is a number', () => withHeader({ kid: 1 }), 'KeyIdMissing'],
  ['its own key in the header', () => withOwnKey(), 'KeyInHeader'],
  ['an address of keys in the header', () => withHeader({ jku: 'https://evil.example/keys' }), 'KeyInHeader'],
  ['a certificate in the header', () => withHeader({ x5c: ['MIIB'] }), 'KeyInHeader'],
  ['an address of a certificate', () => withHeader({ x5u: 'https://evil.example/c' }), 'KeyInHeader'],
  ['an extension that it demands', () => withHeader({ crit: ['exp'], exp: 1 }), 'CriticalHeader'],
  ['an unencoded payload', () => withHeader({ crit: ['b64'], b64: false }), 'CriticalHeader'],
  ['an empty crit', () => withHeader({ crit: [] }), 'CriticalHeader'],
  ['two algorithms', () => headerText('{"alg":"none","alg":"ES256","kid":"key-1"}'), 'DuplicateMember'],
  [
    'two spellings of one name',
    () => headerText('{"alg":"none","\\u0061lg":"ES256","kid":"key-1"}'),
    'DuplicateMember',
  ],
  ['two expiries', () => claimsText('"exp":1,"exp":2'), 'DuplicateMember'],
  ['a claim twice in an inner object', () => claimsText('"act":{"sub":"a","sub":"b"}'), 'DuplicateMember'],
  ['more text than a token has', () => withClaims({ note: 'x'.repeat(9_000) }), 'TokenTooLarge'],
  ['no text', () => '', 'TokenMalformed'],
  ['two parts', () => agentToken(key).split('.').slice(0, 2).join('.'), 'TokenMalformed'],
  ['five parts, as if encrypted', () => `${agentToken(key)}.e.f`, 'TokenMalformed'],
  [
    'the last bits of its signature changed, those that mean nothing',
    () => otherSpelling(),
    'TokenMalformed',
  ],
  ['a space at the end', () => `${agentToken(key)} `, 'TokenMalformed'],
  ['a header that is a list', () => headerText('[]'), 'TokenMalformed'],
  ['a header that is no JSON', () => headerText('{alg:"ES256"}'), 'TokenMalformed'],
  ['claims that are a text', () => agentToken(key, { claims: '"claims"' }), 'TokenMalformed'],
  ['claims that are no JSON', () => agentToken(key, { claims: 'iss=evergrant' }), 'TokenMalformed'],
  ['no signature', () => `${agentToken(key).split('.').slice(0, 2).join('.')}.`, 'SignatureInvalid'],
  ['a signature cut short', () => agentToken(key).slice(0, -2), 'SignatureInvalid'],
  ['other claims under an old signature', () => forged(), 'SignatureInvalid'],
  ['no issuer', () => withClaims({ iss: undefined }), 'ClaimMissing'],
  ['no audience', () => withClaims({ aud: undefined }), 'ClaimMissing'],
  ['no time of issue', () => withClaims({ iat: undefined }), 'ClaimMissing'],
  ['no end', () => withClaims({ exp: undefined }), 'ClaimMissing'],
  ['no claim that was asked for', () => withClaims({ townId: undefined }), 'ClaimMissing'],
  ['an empty claim that was asked for', () => withClaims({ townId: '' }), 'ClaimMalformed'],
  ['an end that is text', () => withClaims({ exp: '9999999999' }), 'ClaimMalformed'],
  ['an end beyond all numbers', () => claimsText('"exp":1e999'), 'ClaimMalformed'],
  ['an end that is null', () => withClaims({ exp: null }), 'ClaimMalformed'],
  ['a time of issue below zero', () => withClaims({ iat: -1 }), 'ClaimMalformed'],
  ['a list of issuers', () => withClaims({ iss: ['https://evergrant.example'] }), 'ClaimMalformed'],
  ['an empty list of audiences', () => withClaims({ aud: [] }), 'ClaimMalformed'],
  ['another issuer', () => withClaims({ iss: 'https://evergrant.example.evil' }), 'IssuerWrong'],
  ['its issuer with a slash', () => withClaims({ iss: 'https://evergrant.example/' }), 'IssuerWrong'],
  ['another audience', () => withClaims({ aud: 'billing' }), 'AudienceWrong'],
  ['other audiences', () => withClaims({ aud: ['billing', 'town'] }), 'AudienceWrong'],
  ['an end that is over', () => withClaims({ exp: ISSUED + 30 }), 'TokenExpired'],
  ['a beginning to come', () => withClaims({ nbf: ISSUED + 91 }), 'TokenNotYetValid'],
  ['a time of issue to come', () => withClaims({ iat: ISSUED + 91 }), 'IssuedInFuture'],
  ['an age over 8 h', () => withClaims({ iat: ISSUED - 8 * 3_600, exp: ISSUED + 600 }), 'TokenTooOld'],
  ['a life over 8 h', () => withClaims({ exp: ISSUED + 8 * 3_600 + 1 }), 'LifetimeTooLong'],
  ['a life without end in sight', () => withClaims({ exp: 1e300 }), 'LifetimeTooLong'],
];

describe('refused is a token with', () => {
  it.each(ATTACKS)('%s', async (_what, token, code) => {
    const text = token();
    const error = await verifier.verify(text).catch((thrown: unknown) => thrown);
    expect(isVerificationError(error) && error.code).toBe(code);
    expect(isVerificationError(error) && error.retryable).toBe(false);
    expect(error).toHaveProperty('name', 'VerificationError');
    const [, claims = 'no claims', signature = ''] = text.split('.');
    expect(String(error)).not.toContain(claims || 'no claims');
    expect(String(error)).not.toContain(signature || 'no signature');
  });

  it('text that is none, from plain JavaScript', async () => {
    const verify: (token: never) => Promise<unknown> = verifier.verify;
    await expect(Reflect.apply(verify, undefined, [undefined])).rejects.toMatchObject({
      code: 'TokenMalformed',
    });
  });

  it('another type than was asked for', async () => {
    const strict = createVerifier({
      issuer: 'https://evergrant.example',
      audience: ['town-worker'],
      jwksUri: `${server.origin}/keys`,
      type: 'at+jwt',
      now: () => now * 1_000,
    });
    await expect(strict.verify(agentToken(key))).rejects.toMatchObject({ code: 'TypeWrong' });
    const typed = agentToken(key, { header: { typ: 'application/AT+JWT' } });
    await expect(strict.verify(typed)).resolves.toBeDefined();
  });
});

describe('the message of a refusal', () => {
  it('names what was expected and what came, in one line of ASCII', async () => {
    const token = withClaims({ aud: 'bill\ning\u202e' });
    await expect(verifier.verify(token)).rejects.toThrow(
      'the token is meant for another audience: expected "town-worker", received "bill\\ning\\u202e"',
    );
  });

  it('cuts a long text short', async () => {
    const error = await verifier.verify(withClaims({ iss: 'x'.repeat(5_000) })).catch(String);
    expect(String(error).length).toBeLessThan(250);
  });
});

async function refusal(token: string): Promise<string> {
  const error = await verifier.verify(token).catch((thrown: unknown) => thrown);
  return isVerificationError(error) ? error.code : 'accepted';
}

function withHeader(header: object): string {
  return agentToken(key, { header });
}

function withClaims(claims: object): string {
  return agentToken(key, { claims });
}

function headerText(header: string): string {
  return agentToken(key, { header });
}

/** Claims of a good token with members added as text. */
function claimsText(members: string): string {
  const fixed = `"iss":"https://evergrant.example","aud":"town-worker","iat":${ISSUED},"agentId":"a","townId":"t"`;
  return agentToken(key, { claims: `{${fixed},${members}}` });
}

function unsigned(alg: string): string {
  const token = agentToken(key, { header: { alg } });
  return token.slice(0, token.lastIndexOf('.') + 1);
}

function confused(form: 'pem' | 'jwk'): string {
  const token = agentToken(key, { header: { alg: 'HS256' } });
  const pem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });
  return withHmac(token, form === 'pem' ? pem : JSON.stringify(key.published));
}

function withOwnKey(): string {
  const own: AgentKey = agentKey('key-1');
  return agentToken(own, { header: { jwk: own.published } });
}

function forged(): string {
  const [header = '', , signature = ''] = agentToken(key).split('.');
  const [, claims = ''] = withClaims({ agentId: 'somebody-else' }).split('.');
  return [header, claims, signature].join('.');
}

/** 64 bytes need 86 characters, and the last has four bits too many. */
function otherSpelling(): string {
  const token = agentToken(key);
  const bits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${token.slice(0, -1)}${bits[bits.indexOf(token.slice(-1)) + 1]}`;
}

function rsaJwk(kid: string): Readonly<Record<string, unknown>> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
}
