import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTokens } from '../../../core/issuer/read-tokens.ts';
import type { SecretText } from '../../../core/secret-text.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { brief, fingerprint, refreshAt, statusOfSheet, tokensFrom } from '../../support/refresh-at.ts';

let server: AuthorizationServer;

beforeEach(async () => {
  server = await AuthorizationServer.start();
});

afterEach(async () => {
  await server.stop();
  expect(server.unexpected).toEqual([]);
});

describe('the authorization server of the drill', () => {
  it('rotates the refresh token at each use', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    const first = await tokensFrom(server, grant.refreshToken);
    const second = await tokensFrom(server, first.refreshToken);
    expect(first.refreshToken.reveal()).not.toBe(grant.refreshToken.reveal());
    expect(second.refreshToken.reveal()).not.toBe(first.refreshToken.reveal());
    expect(await statusOfSheet(server, second.accessToken)).toBe(200);
  });

  it('refuses an access token from the second on that its answer named as its end', async () => {
    server.settings.accessTokenSeconds = 1;
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    while ((await statusOfSheet(server, grant.accessToken)) !== 401) {
      // The package's own tolerance of 15 s would outlast this test's time-out.
    }
  }, 5_000);

  it('revokes the whole family, access tokens too, when a consumed refresh token comes again', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    const next = await tokensFrom(server, grant.refreshToken);
    expect(brief(await refreshAt(server, grant.refreshToken))).toBe('400 invalid_grant');
    expect(brief(await refreshAt(server, next.refreshToken))).toBe('400 invalid_grant');
    expect(await statusOfSheet(server, next.accessToken)).toBe(401);
    expect(server.record.map(({ outcome }) => outcome)).toEqual(['issued', 'familyRevoked', 'invalid_grant']);
  });

  it('lets one of many racing refreshes through and revokes the family for the rest', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => refreshAt(server, grant.refreshToken)),
    );
    expect(answers.map(brief).filter((answer) => answer === '200').length).toBeLessThanOrEqual(1);
    expect(server.record.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
    expect(server.record.some(({ outcome }) => outcome === 'familyRevoked')).toBe(true);
  });

  it('leaves other families of the same account alone when one is revoked for reuse', async () => {
    const one = await server.issueGrant('ops@example.com', ['sheets']);
    const other = await server.issueGrant('ops@example.com', ['sheets']);
    await tokensFrom(server, one.refreshToken);
    await refreshAt(server, one.refreshToken);
    expect(await statusOfSheet(server, other.accessToken)).toBe(200);
  });

  it('takes a consumed refresh token again within the grace window and gives a fresh successor', async () => {
    server.settings.graceSeconds = 60;
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    const first = await tokensFrom(server, grant.refreshToken);
    const again = await tokensFrom(server, grant.refreshToken);
    expect(again.refreshToken.reveal()).not.toBe(first.refreshToken.reveal());
    expect(brief(await refreshAt(server, first.refreshToken))).toBe('200');
    expect(server.record.map(({ outcome }) => outcome)).toEqual(['issued', 'issuedInGrace', 'issued']);
  });

  it('revokes the family when the grace window is over', async () => {
    server.settings.graceSeconds = 60;
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    await tokensFrom(server, grant.refreshToken);
    server.settings.graceSeconds = 0;
    expect(brief(await refreshAt(server, grant.refreshToken))).toBe('400 invalid_grant');
    expect(server.record.at(-1)?.outcome).toBe('familyRevoked');
  });

  it('never rotates when told so, and leaves the refresh token out of its answers', async () => {
    server.settings.rotation = 'never';
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    await tokensFrom(server, grant.refreshToken);
    const answer = await refreshAt(server, grant.refreshToken);
    expect(brief(answer)).toBe('200');
    expect(answer.kind === 'answered' ? answer.body : '').not.toContain('refresh_token');
    expect(server.record.map(({ issued }) => issued.refreshToken)).toEqual([null, null]);
  });

  it('ends refresh and access tokens when the grant is revoked', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    expect(server.revokeGrant('ops@example.com')).toBe(1);
    expect(await statusOfSheet(server, grant.accessToken)).toBe(401);
    expect(brief(await refreshAt(server, grant.refreshToken))).toBe('400 invalid_grant');
    expect(server.record.at(-1)).toMatchObject({ outcome: 'invalid_grant', family: grant.grantId });
  });

  it('hands the rest of the life on at rotation, so that the family ends on its day', async () => {
    server.settings.refreshTokenSeconds = 2;
    server.settings.tellsRefreshTokenLife = true;
    // Several at once, so that one of them meets the second in which its family ends in the middle of its request.
    const grants = await Promise.all(
      Array.from({ length: 8 }, () => server.issueGrant('ops@example.com', ['sheets'])),
    );
    const endsAt = Date.now() + 2_000;
    server.settings.refreshTokenSeconds = 3_600;
    await Promise.all(
      grants.map(async ({ refreshToken }) => {
        expect(await refreshUntilRefused(refreshToken)).toBeLessThan(endsAt);
      }),
    );
    const refusals = server.record.filter(({ outcome }) => outcome !== 'issued');
    expect(refusals.map(({ outcome }) => outcome)).toEqual(grants.map(() => 'invalid_grant'));
  });

  /** @returns the moment at which the last good answer came, in milliseconds since the epoch */
  async function refreshUntilRefused(first: SecretText): Promise<number> {
    let token = first;
    for (let lastGoodAt = 0; ; lastGoodAt = Date.now()) {
      const answer = await refreshAt(server, token);
      const tokens = answer.kind === 'answered' ? readTokens(answer.body) : null;
      if (!tokens) return lastGoodAt;
      expect(tokens.refreshTokenExpiresInSeconds).toBeLessThanOrEqual(2);
      token = tokens.refreshToken ?? token;
    }
  }

  it('gives access tokens the life that is set now', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    server.settings.accessTokenSeconds = 12;
    expect((await tokensFrom(server, grant.refreshToken)).expiresInSeconds).toBe(12);
  });

  it('records fingerprints of what was sent and issued, and the family', async () => {
    const grant = await server.issueGrant('ops@example.com', ['sheets']);
    const tokens = await tokensFrom(server, grant.refreshToken);
    expect(server.record).toEqual([
      {
        at: expect.any(String),
        number: 1,
        clientId: 'desk',
        grantType: 'refresh_token',
        sent: fingerprint(grant.refreshToken),
        outcome: 'issued',
        fault: null,
        issued: {
          accessToken: fingerprint(tokens.accessToken),
          refreshToken: fingerprint(tokens.refreshToken),
        },
        family: grant.grantId,
      },
    ]);
  });
});
