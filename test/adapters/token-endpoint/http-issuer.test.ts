import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { httpIssuer } from '../../../adapters/token-endpoint/http-issuer.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import { brief, OUTSIDE, refreshRequest } from '../../support/refresh-at.ts';

let server: AuthorizationServer;
const issuer = httpIssuer(OUTSIDE);

beforeEach(async () => {
  server = await AuthorizationServer.start();
});

afterEach(() => server.stop());

describe('the issuer over HTTP', () => {
  it('sends the declared parameters with the refresh', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets', 'mail']);
    const request = refreshRequest(server, refreshToken);
    const answer = await issuer.send({ ...request, parameters: { scope: 'mail' } });
    expect(answer.kind === 'answered' ? JSON.parse(answer.body) : answer).toMatchObject({ scope: 'mail' });
  });

  it('proves a confidential client, whose secret may hold any sign', async () => {
    const secret = 'a+b/c:d e%&';
    const clients = [
      { clientId: 'of:us', clientSecret: secret, method: 'client_secret_basic' },
      { clientId: 'of us', clientSecret: secret, method: 'client_secret_post' },
    ] as const;
    await server.stop();
    server = await AuthorizationServer.start({ clients });
    for (const { clientId, method } of clients) {
      const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets'], { clientId });
      const request = refreshRequest(server, refreshToken);
      const answer = await issuer.send({
        ...request,
        client: { clientId, method, clientSecret: new SecretText(secret) },
      });
      expect(brief(answer)).toBe('200');
    }
  });

  it('hands the refusal of a wrong client back', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets'], {
      clientId: 'desk-basic',
    });
    const client = {
      clientId: 'desk-basic',
      method: 'client_secret_basic',
      clientSecret: new SecretText('wrong'),
    } as const;
    expect(brief(await issuer.send({ ...refreshRequest(server, refreshToken), client }))).toBe(
      '401 invalid_client',
    );
  });

  it('sends nothing for a confidential client without a secret', async () => {
    const request = refreshRequest(server, new SecretText('secret-refresh-token'));
    const answer = await issuer.send({
      ...request,
      client: { clientId: 'desk-basic', method: 'client_secret_basic' },
    });
    expect(answer.kind).toBe('notSent');
    expect(server.record).toEqual([]);
  });

  it('tells by introspection whether a refresh token is alive', async () => {
    const { refreshToken } = await server.issueGrant('ops@example.com', ['sheets']);
    const request = {
      ...refreshRequest(server, refreshToken),
      introspectionEndpoint: `${server.issuer}/token/introspection`,
    };
    expect(await issuer.introspect(request)).toBe('active');
    server.revokeGrant('ops@example.com');
    expect(await issuer.introspect(request)).toBe('inactive');
    expect(await issuer.introspect({ ...request, introspectionEndpoint: `${server.issuer}/nowhere` })).toBe(
      'unknown',
    );
    await server.stop();
    expect(await issuer.introspect(request)).toBe('unknown');
    server = await AuthorizationServer.start();
  });
});
