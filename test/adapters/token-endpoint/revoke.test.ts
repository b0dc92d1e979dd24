import { describe, expect, it } from '@jest/globals';
import { revoke } from '../../../adapters/token-endpoint/revoke.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { httpListeners } from '../../support/http-listener.ts';

const listen = httpListeners();
const CLOCK = { clock: { now: () => 0 } };
const client = {
  clientId: 'desk',
  clientSecret: new SecretText('s3cret'),
  method: 'client_secret_post',
} as const;
const refreshToken = new SecretText('1//refresh');

describe('revoking a refresh token', () => {
  it('sends token, hint and client as RFC 7009 wants them', async () => {
    const { origin, heard } = await listen((_, response) => response.end());
    const endpoint = `${origin}/revoke`;
    expect(await revoke({ endpoint, client, refreshToken }, CLOCK)).toEqual({ kind: 'revoked' });
    expect(Object.fromEntries(new URLSearchParams(heard[0]?.body))).toEqual({
      token: '1//refresh',
      token_type_hint: 'refresh_token',
      client_id: 'desk',
      client_secret: 's3cret',
    });
  });

  it.each([
    [400, '{"error":"invalid_token"}', 'wasDead'],
    [400, '{"error":"invalid_request"}', 'failed'],
    [503, '', 'failed'],
    [302, '', 'failed'],
  ])('takes %d %s for %s', async (status, body, kind) => {
    const { origin } = await listen((_, response) =>
      response.writeHead(status, { location: '/x' }).end(body),
    );
    const revocation = await revoke({ endpoint: `${origin}/revoke`, client, refreshToken }, CLOCK);
    expect(revocation.kind).toBe(kind);
    expect(JSON.stringify(revocation)).not.toContain('1//refresh');
  });

  it('says that nobody answered', async () => {
    const endpoint = 'http://127.0.0.1:1/revoke';
    expect(await revoke({ endpoint, client, refreshToken }, CLOCK)).toEqual({
      kind: 'failed',
      message: `${endpoint} did not answer (ECONNREFUSED)`,
    });
  });
});
