import { describe, expect, it } from '@jest/globals';
import { presetFacts } from '../../../core/issuer/preset-facts.ts';
import { auth0 } from '../../../core/issuer/presets/auth0.ts';
import { gitlab } from '../../../core/issuer/presets/gitlab.ts';
import { google } from '../../../core/issuer/presets/google.ts';
import { salesforce } from '../../../core/issuer/presets/salesforce.ts';
import { atTenant, needsDomain } from '../../../core/issuer/tenant.ts';

describe('a preset at the domain of a tenant', () => {
  it('has every endpoint there, and its issuer identifier', () => {
    expect(atTenant(auth0, 'acme.eu.auth0.com')).toMatchObject({
      issuer: { value: 'https://acme.eu.auth0.com/' },
      authorizationEndpoint: { value: 'https://acme.eu.auth0.com/authorize' },
      tokenEndpoint: { value: 'https://acme.eu.auth0.com/oauth/token' },
      revocationEndpoint: { value: 'https://acme.eu.auth0.com/oauth/revoke' },
    });
  });

  it('moves from the usual domain where there is one, with the proof of the account', () => {
    expect(atTenant(gitlab, 'git.example.com')).toMatchObject({
      tokenEndpoint: { value: 'https://git.example.com/oauth/token' },
      identity: { value: { endpoint: 'https://git.example.com/api/v4/user', path: 'username' } },
    });
    expect(atTenant(salesforce, 'test.salesforce.com').tokenEndpoint.value).toBe(
      'https://test.salesforce.com/services/oauth2/token',
    );
  });

  it('keeps its sources, and stays as it is without a domain', () => {
    expect(atTenant(gitlab, 'git.example.com').tokenEndpoint.source).toBe(gitlab.tokenEndpoint.source);
    expect(atTenant(gitlab, undefined)).toBe(gitlab);
    expect(atTenant(google, 'acme.example')).toBe(google);
  });

  it('is needed only where the preset is of no use without', () => {
    expect([auth0, gitlab, google].map(needsDomain)).toEqual([true, false, false]);
  });

  it('has facts that no source was seen to state marked as such', () => {
    const verified = Object.fromEntries(presetFacts(auth0).map((fact) => [fact.fact, fact.verified]));
    expect(verified).toMatchObject({ reuse: true, 'revocation endpoint': false });
  });
});
