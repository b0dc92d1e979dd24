import { describe, expect, it } from '@jest/globals';
import { profileOf } from '../../../core/issuer/profile.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { declare } from '../../support/declare.ts';

const client = (issuer: string, more = '') => {
  const found = declare(`{version: 1, clients: {c: {issuer: ${issuer}, clientId: id${more}}}}`).clients.get(
    'c',
  );
  if (!found) throw new Error('the test declares no client');
  return found;
};
const SECRET = ', clientSecretEnv: SECRET';

const METADATA = {
  issuer: 'http://127.0.0.1:4000',
  authorizationEndpoint: 'http://127.0.0.1:4000/auth',
  tokenEndpoint: 'http://127.0.0.1:4000/token',
  introspectionEndpoint: 'http://127.0.0.1:4000/token/introspection',
  jwksUri: 'http://127.0.0.1:4000/jwks',
  scopesSupported: ['openid', 'offline_access', 'sheets'],
  claimsSupported: ['sub'],
  authenticationMethods: ['client_secret_post', 'none'],
};

describe('the profile of a client', () => {
  it('of a document that lists nothing asks for nothing more and takes the method that is the default', () => {
    const { scopesSupported, claimsSupported, authenticationMethods, ...bare } = METADATA;
    expect(profileOf(client('{discovery: "http://127.0.0.1:4000"}', SECRET), bare)).toMatchObject({
      identity: { kind: 'none' },
      addedScopes: [],
      authenticationMethod: 'client_secret_basic',
    });
  });

  it('is its preset as data', () => {
    expect(profileOf(client('google', SECRET))).toMatchObject({
      name: 'google',
      issuer: 'https://accounts.google.com',
      tokenEndpoint: 'https://oauth2.googleapis.com/token',
      authorizationParameters: { access_type: 'offline', prompt: 'consent' },
      addedScopes: ['openid', 'email'],
      accessTokenLife: HOUR,
      rotation: { kind: 'never' },
      scopeSeparator: ' ',
      authenticationMethod: 'client_secret_post',
    });
  });

  it('has the method that the declaration names, and none for a public client', () => {
    expect(profileOf(client('google')).authenticationMethod).toBe('none');
    const basic = `${SECRET}, authentication: client_secret_basic`;
    expect(profileOf(client('google', basic)).authenticationMethod).toBe('client_secret_basic');
  });

  it('of a moved preset keeps its name and facts, and not the identifier and revocation of the old address', () => {
    const moved = profileOf(
      client(
        '{preset: gitlab, tokenEndpoint: "https://git.example/t", userinfoEndpoint: "https://git.example/u"}',
      ),
    );
    expect(moved).toMatchObject({
      name: 'gitlab',
      tokenEndpoint: 'https://git.example/t',
      identity: { kind: 'userinfo', endpoint: 'https://git.example/u', path: 'username' },
      accessTokenLife: 2 * HOUR,
    });
    expect(moved).not.toHaveProperty('issuer');
    expect(moved).not.toHaveProperty('revocationEndpoint');
  });

  it('of a discovered issuer is what its document says, and careful where it says nothing', () => {
    expect(profileOf(client('{discovery: "http://127.0.0.1:4000"}', SECRET), METADATA)).toEqual({
      name: 'generic',
      issuer: 'http://127.0.0.1:4000',
      authorizationEndpoint: 'http://127.0.0.1:4000/auth',
      tokenEndpoint: 'http://127.0.0.1:4000/token',
      introspectionEndpoint: 'http://127.0.0.1:4000/token/introspection',
      jwksUri: 'http://127.0.0.1:4000/jwks',
      pkce: true,
      authorizationParameters: {},
      scopeSeparator: ' ',
      rotation: { kind: 'unknown' },
      reuse: 'unknown',
      refreshEndsAccessToken: false,
      lifeRules: [],
      identity: { kind: 'idToken', claim: 'sub' },
      addedScopes: ['openid', 'offline_access'],
      authenticationMethod: 'client_secret_post',
    });
  });

  it('takes declared facts over those of the document', () => {
    const declared =
      '{discovery: "http://127.0.0.1:4000", rotation: always, grace: 10s, grantLifetime: 7d, idleLifetime: 90m, accountClaim: email}';
    const profile = profileOf(client(declared), METADATA);
    expect(profile).toMatchObject({
      rotation: { kind: 'always', grace: 10_000 },
      identity: { kind: 'idToken', claim: 'email' },
      lifeRules: [
        { from: 'consent', life: 7 * DAY, because: 'declared: a grant ends 7 d after consent' },
        {
          from: 'idle',
          life: 90 * MINUTE,
          because: 'declared: a grant ends when it is not used for 1 h 30 min',
        },
      ],
    });
    expect(profile).not.toHaveProperty('grantLife');
  });

  it('of bare endpoints proves no account and authenticates as every server must allow', () => {
    const endpoints = '{authorizationEndpoint: "https://a.example/a", tokenEndpoint: "https://a.example/t"}';
    expect(profileOf(client(endpoints, SECRET))).toMatchObject({
      name: 'generic',
      tokenEndpoint: 'https://a.example/t',
      identity: { kind: 'none' },
      authenticationMethod: 'client_secret_basic',
    });
  });

  it('of a discovered issuer needs its document', () => {
    expect(() => profileOf(client('{discovery: "https://a.example"}'))).toThrow('was not fetched');
  });
});
