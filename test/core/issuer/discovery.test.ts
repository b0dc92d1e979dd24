import { describe, expect, it } from '@jest/globals';
import { discoveryAddresses, readDiscoveryDocument } from '../../../core/issuer/discovery.ts';

const URL_OF = 'https://a.example/tenant';
const DOCUMENT = {
  issuer: URL_OF,
  authorization_endpoint: `${URL_OF}/auth`,
  token_endpoint: `${URL_OF}/token`,
  scopes_supported: ['openid', 7],
};

describe('a metadata document', () => {
  it('is looked for as OpenID Connect places it, then as RFC 8414 does, or where the address says', () => {
    expect(discoveryAddresses(URL_OF)).toEqual([
      'https://a.example/tenant/.well-known/openid-configuration',
      'https://a.example/.well-known/oauth-authorization-server/tenant',
    ]);
    const named = 'https://a.example/.well-known/oauth-authorization-server/tenant';
    expect(discoveryAddresses(named)).toEqual([named]);
  });

  it.each([
    URL_OF,
    `${URL_OF}/`,
    `${URL_OF}/.well-known/openid-configuration`,
    'https://a.example/.well-known/oauth-authorization-server/tenant',
  ])('is accepted from %s', (url) => {
    expect(read(DOCUMENT, url)).toEqual({
      kind: 'discovered',
      endpoints: {
        issuer: URL_OF,
        authorizationEndpoint: `${URL_OF}/auth`,
        tokenEndpoint: `${URL_OF}/token`,
        scopesSupported: ['openid'],
      },
    });
  });

  it.each<[string, unknown, string]>([
    [
      'another issuer',
      { ...DOCUMENT, issuer: 'https://evil.example' },
      `names another issuer than ${URL_OF}`,
    ],
    ['no issuer', { ...DOCUMENT, issuer: undefined }, `names another issuer than ${URL_OF}`],
    ['no token endpoint', { ...DOCUMENT, token_endpoint: undefined }, 'has no token_endpoint'],
    ['an endpoint that is no text', { ...DOCUMENT, token_endpoint: 7 }, 'has no token_endpoint'],
    [
      'an endpoint without TLS',
      { ...DOCUMENT, token_endpoint: 'http://a.example/t' },
      'has a token_endpoint that is not an https address',
    ],
    [
      'an endpoint that is no address',
      { ...DOCUMENT, jwks_uri: '/keys' },
      'has a jwks_uri that is not an https address',
    ],
    ['a list', [], 'is not a JSON object'],
    ['nothing', null, 'is not a JSON object'],
  ])('with %s is refused', (_, document, expected) => {
    expect(read(document)).toEqual({ kind: 'invalid', problem: `the discovery document ${expected}` });
  });

  it('that is HTML is refused without a word of it', () => {
    expect(readDiscoveryDocument('<html>', URL_OF)).toEqual({
      kind: 'invalid',
      problem: 'the discovery document is not a JSON object',
    });
  });
});

function read(document: unknown, url = URL_OF) {
  return readDiscoveryDocument(JSON.stringify(document), url);
}
