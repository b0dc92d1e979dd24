import { describe, expect, it } from '@jest/globals';
import { tenantDomain } from '../../../../core/config/rules/tenant-domain.ts';
import { profileOf } from '../../../../core/issuer/profile.ts';
import { declare } from '../../../support/declare.ts';

const problems = (issuer: unknown) => tenantDomain({ clients: { c: { issuer, clientId: 'id' } } });

describe('the domain of a tenant', () => {
  it.each(['okta', { preset: 'okta' }, { preset: 'auth0', rotation: 'always' }])(
    'is missed where every customer has one: %j',
    (issuer) => {
      expect(problems(issuer)).toEqual([
        {
          path: ['clients', 'c', 'issuer', 'domain'],
          kind: 'missing',
          expected: expect.stringMatching(
            /^the domain of your tenant at (Okta|Auth0), as in "issuer: \{ preset: (okta|auth0), domain: acme\./,
          ),
        },
      ]);
    },
  );

  it.each([
    [{ preset: 'google', domain: 'acme.example' }, /not for preset "google"/],
    [{ discovery: 'https://a.example', domain: 'acme.example' }, /only beside a preset/],
  ])('is refused where it means nothing: %j', (issuer, expected) => {
    expect(problems(issuer)).toEqual([
      {
        path: ['clients', 'c', 'issuer', 'domain'],
        kind: 'refusedKey',
        expected: expect.stringMatching(expected),
      },
    ]);
  });

  it.each([
    'gitlab',
    { preset: 'gitlab', domain: 'git.example.com' },
    'google',
    { discovery: 'x' },
    7,
    undefined,
  ])('finds nothing wrong with %j', (issuer) => {
    expect(problems(issuer)).toEqual([]);
  });

  it('is where the broker sends its requests', () => {
    const client = declare(
      '{version: 1, clients: {c: {issuer: {preset: okta, domain: acme.okta.com}, clientId: id}}}',
    ).clients.get('c');
    expect(client && profileOf(client)).toMatchObject({
      name: 'okta',
      issuer: 'https://acme.okta.com',
      tokenEndpoint: 'https://acme.okta.com/oauth2/v1/token',
    });
  });

  it.each(['https://acme.okta.com', 'acme', 'acme.okta.com/oauth2', 'acme..com', 'user@acme.okta.com'])(
    'is a host and nothing else: %s',
    (domain) => {
      expect(() =>
        declare(`{version: 1, clients: {c: {issuer: {preset: okta, domain: "${domain}"}, clientId: id}}}`),
      ).toThrow(/a host name such as acme\.okta\.com/);
    },
  );
});
