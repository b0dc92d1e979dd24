import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { beginAuthorization, finishAuthorization } from '../../../adapters/token-endpoint/code-exchange.ts';
import { fetchUserinfo } from '../../../adapters/token-endpoint/userinfo.ts';
import type { ClientAuthentication } from '../../../core/issuer/endpoints.ts';
import { readTokens } from '../../../core/issuer/read-tokens.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { profileOf } from '../../support/drill-profile.ts';
import { brief, statusOfSheet } from '../../support/refresh-at.ts';

const redirectUri = 'http://127.0.0.1:49152/callback';
const publicClient: ClientAuthentication = { clientId: 'desk', method: 'none' };
const ops = { account: 'ops@example.com' };

let server: AuthorizationServer;

beforeEach(async () => {
  server = await AuthorizationServer.start();
});

afterEach(async () => {
  await server.stop();
  expect(server.unexpected).toEqual([]);
});

function begin({ client = publicClient, scopes = ['openid', 'email', 'sheets'] } = {}) {
  return beginAuthorization(profileOf(server), client, { redirectUri, scopes, loginHint: ops.account });
}

describe('authorization code with PKCE', () => {
  it.each<ClientAuthentication>([
    publicClient,
    {
      clientId: 'desk-basic',
      clientSecret: new SecretText('basic-secret-of-the-drill'),
      method: 'client_secret_basic',
    },
    {
      clientId: 'desk-post',
      clientSecret: new SecretText('post-secret-of-the-drill'),
      method: 'client_secret_post',
    },
  ])('brings tokens and a verified ID token to the client $clientId', async (client) => {
    const pending = await begin({ client });
    const redirect = await server.approve(pending.url, ops);
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client,
      pending,
      clock: systemClock,
    });
    if (outcome.kind !== 'exchanged' || outcome.answer.kind !== 'answered') throw new Error(outcome.kind);
    expect(outcome.idToken).toMatchObject({
      kind: 'verified',
      claims: { email: ops.account, iss: server.issuer },
    });
    const tokens = readTokens(outcome.answer.body);
    expect(tokens?.refreshToken).toBeInstanceOf(SecretText);
    expect(await statusOfSheet(server, tokens?.accessToken ?? new SecretText(''))).toBe(200);
    expect(server.record).toMatchObject([
      { grantType: 'authorization_code', outcome: 'issued', clientId: client.clientId },
    ]);
  });

  it('tells the scopes that the person left ticked', async () => {
    const pending = await begin({ scopes: ['sheets', 'mail'] });
    const redirect = await server.approve(pending.url, { ...ops, scopes: ['sheets'] });
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending,
      clock: systemClock,
    });
    const body =
      outcome.kind === 'exchanged' && outcome.answer.kind === 'answered' ? outcome.answer.body : '';
    expect(readTokens(body)?.scope).toEqual(['sheets']);
  });

  it('says who refused, and asks the token endpoint nothing', async () => {
    const pending = await begin();
    const redirect = await server.approve(pending.url, { ...ops, denies: true });
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending,
      clock: systemClock,
    });
    expect(outcome).toEqual({ kind: 'refused', error: 'access_denied', description: 'the person said no' });
    expect(server.record).toEqual([]);
  });

  it('refuses the redirect of another consent', async () => {
    const [one, other] = [await begin(), await begin()];
    const redirect = await server.approve(one.url, ops);
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending: other,
      clock: systemClock,
    });
    expect(outcome).toMatchObject({ kind: 'invalid', reason: 'StateMismatch' });
    expect(server.record).toEqual([]);
  });

  it('hands the refusal of a code that was used before to the caller', async () => {
    const pending = await begin();
    const redirect = await server.approve(pending.url, ops);
    const options = { profile: profileOf(server), client: publicClient, pending, clock: systemClock };
    await finishAuthorization(redirect, options);
    const outcome = await finishAuthorization(redirect, options);
    expect(outcome.kind === 'exchanged' && brief(outcome.answer)).toBe('400 invalid_grant');
  });

  it('refuses an ID token with another nonce', async () => {
    const pending = await begin();
    const redirect = await server.approve(pending.url, ops);
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending: { ...pending, nonce: 'another' },
      clock: systemClock,
    });
    expect(outcome).toMatchObject({ kind: 'exchanged', idToken: { kind: 'refused' } });
  });

  it('refuses an ID token that other keys signed', async () => {
    const pending = await begin();
    const redirect = await server.approve(pending.url, ops);
    const other = await AuthorizationServer.start();
    const profile = { ...profileOf(server), jwksUri: `${other.issuer}/jwks` };
    const outcome = await finishAuthorization(redirect, {
      profile,
      client: publicClient,
      pending,
      clock: systemClock,
    });
    await other.stop();
    expect(outcome).toMatchObject({ kind: 'exchanged', idToken: { kind: 'refused' } });
  });

  it('verifies an ID token of an issuer whose clock is wrong', async () => {
    server.settings.dateOffsetSeconds = -7_200;
    const pending = await begin();
    const redirect = await server.approve(pending.url, ops);
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending,
      clock: systemClock,
    });
    // Only the header is wrong here: by it the token was issued two hours ahead, and an ID token may be.
    expect(outcome).toMatchObject({ kind: 'exchanged', idToken: { kind: 'verified' } });
  });
});

describe('userinfo', () => {
  it('reads the account behind an access token', async () => {
    const pending = await begin();
    const redirect = await server.approve(pending.url, ops);
    const outcome = await finishAuthorization(redirect, {
      profile: profileOf(server),
      client: publicClient,
      pending,
      clock: systemClock,
    });
    const body =
      outcome.kind === 'exchanged' && outcome.answer.kind === 'answered' ? outcome.answer.body : '';
    const accessToken = readTokens(body)?.accessToken ?? new SecretText('');
    const probe = { endpoint: `${server.issuer}/me`, accessToken };
    expect(await fetchUserinfo({ ...probe, path: 'email' }, { clock: systemClock })).toEqual({
      kind: 'found',
      account: ops.account,
    });
    expect(await fetchUserinfo({ ...probe, path: 'user.email' }, { clock: systemClock })).toEqual({
      kind: 'absent',
    });
  });

  it('hands a refusal back', async () => {
    const probe = { endpoint: `${server.issuer}/me`, path: 'email', accessToken: new SecretText('wrong') };
    expect(await fetchUserinfo(probe, { clock: systemClock })).toMatchObject({
      kind: 'failed',
      answer: { status: 401 },
    });
  });
});
