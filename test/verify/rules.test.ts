import { describe, expect, it } from '@jest/globals';
import { rulesOf } from '../../verify/rules.ts';
import { createVerifier } from '../../verify/verify.ts';

const issuer = 'https://evergrant.example';
const audience = 'town-worker';

describe('options of a verifier', () => {
  it.each([
    ['an issuer that is no URL', { issuer: 'evergrant' }, 'issuer is not a URL'],
    ['an issuer by plain HTTP', { issuer: 'http://evergrant.example' }, 'keys are read by https'],
    ['keys by plain HTTP', { jwksUri: 'http://10.0.0.1/keys' }, 'jwksUri is http://10.0.0.1'],
    ['keys behind a password', { jwksUri: 'https://u:p@keys.example/' }, 'holds a user name or password'],
    ['keys out of a file', { jwksUri: 'file:///etc/keys' }, 'keys are read by https'],
    ['a host that only begins like this machine', { jwksUri: 'http://127.0.0.1.evil.example/' }, 'by https'],
    ['no audience', { audience: '' }, 'audience is empty'],
    ['an empty list of audiences', { audience: [] }, 'audience is empty'],
    ['no algorithm', { algorithms: [] }, 'algorithms is empty'],
    ['an age without bound', { maximumAge: Number.POSITIVE_INFINITY }, 'maximumAge is Infinity'],
    ['no age', { maximumAge: 0 }, 'maximumAge is 0: expected 1 to 31622400'],
    ['an age that is no number', { maximumAge: Number.NaN }, 'maximumAge is NaN'],
    ['a tolerance of an hour', { clockTolerance: 3_600 }, 'clockTolerance is 3600: expected 0 to 300'],
    ['no cooldown', { cooldown: 0 }, 'cooldown is 0'],
  ])('with %s are refused when the verifier is made', (_what, options, message) => {
    expect(() => createVerifier({ issuer, audience, ...options })).toThrow(message);
    expect(() => createVerifier({ issuer, audience, ...options })).toThrow(TypeError);
  });

  it.each(['HS256', 'none', 'RS1', 'toString'])(
    'with the algorithm %s are refused, from plain JavaScript too',
    (name) => {
      const options = JSON.parse(JSON.stringify({ issuer, audience, algorithms: ['ES256', name] }));
      expect(() => createVerifier(options)).toThrow(`algorithms holds ${name}`);
    },
  );

  it.each([
    [{ issuer: 'http://localhost:8080' }],
    [{ issuer: 'http://[::1]:8080' }],
    [{ issuer: 'http://broker:8080', dangerouslyAllowHttp: true }],
    [{ issuer: 'http://broker', jwksUri: 'https://keys.example/' }],
  ])('%j are fine', (options) => {
    expect(() => createVerifier({ audience, ...options })).not.toThrow();
  });
});

describe('the answer with keys', () => {
  it('is shared by all who wait for it, but on Cloudflare, where it ends with the request that asked', () => {
    expect(rulesOf({ issuer, audience }).shared).toBe(true);
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    const value = { userAgent: 'Cloudflare-Workers' };
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
    try {
      expect(rulesOf({ issuer, audience }).shared).toBe(false);
    } finally {
      Reflect.deleteProperty(globalThis, 'navigator');
      if (before) Object.defineProperty(globalThis, 'navigator', before);
    }
  });
});
