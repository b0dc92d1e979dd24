import { describe, expect, it } from '@jest/globals';
import { redact } from '../../../core/verdict/redact.ts';

const header = Buffer.from('{"alg":"none"}').toString('base64url');
const jwt = `${header}.eyJzdWIiOiJvcHMifQ.c2lnbmF0dXJl`;

describe('redacting', () => {
  it.each([
    ['a form field', 'grant_type=refresh_token&refresh_token=abc-secret&client_id=me', 'abc-secret'],
    ['a JSON field', '{"access_token":"abc-secret","expires_in":3600}', 'abc-secret'],
    ['a JSON field inside a JSON string', '{"msg":"{\\"client_secret\\":\\"abc-secret\\"}"}', 'abc-secret'],
    ['a Python field', "{'refresh_token': 'abc-secret', 'error': None}", 'abc-secret'],
    ['an environment variable', 'GOOGLE_CLIENT_SECRET=abc-secret node app.js', 'abc-secret'],
    ['a bearer header', 'Authorization: Bearer abc-secret', 'abc-secret'],
    ['a basic header', 'authorization: Basic YWJjLXNlY3JldA==', 'YWJjLXNlY3JldA'],
    ['a bearer token in words', 'sent bearer abcdefgh-secret to the API', 'abcdefgh-secret'],
    ['a cookie', 'cookie: sid=abc-secret; theme=dark', 'abc-secret'],
    ['an authorization code', 'GET /callback?code=4/0AbCdEfGh&state=xyz', '0AbCdEfGh'],
    ['a JSON Web Token', `token ${jwt} was refused`, 'eyJzdWIi'],
    ['a Google token', 'using ya29.a0AbCdEf_secret', 'a0AbCdEf'],
    ['an API key', 'Incorrect API key provided: sk-proj-abcdefgh12345', 'abcdefgh12345'],
    ['an AWS key', 'key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
    ['credentials in an address', 'https://me:abc-secret@example.com/x', 'abc-secret'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nabc-secret\n-----END PRIVATE KEY-----', 'abc-secret'],
    ['a long random run', 'value Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEyMzQ1Njc4', 'Zm9vYmFy'],
    ['an e-mail address', 'grant of jennifer.ops@example.com died', 'jennifer'],
  ])('removes %s', (_what, text, secret) => {
    expect(text).toContain(secret);
    expect(redact(text)).not.toContain(secret);
  });

  it.each([
    'oauth2: "invalid_grant" "Token has been expired or revoked."',
    "{'error': {'code': 'refresh_token_reused', 'message': 'already used'}}",
    'AADSTS700082: The refresh token has expired due to inactivity.',
    '[port-sheet] token error: HTTP Error 400: Bad Request',
    'Error code: 401 - invalid_api_key',
  ])('leaves %s as it is', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('keeps the names of fields, so that the line can still be read', () => {
    expect(redact('refresh_token=abc-secret&client_id=me')).toBe('refresh_token=[redacted]&client_id=me');
  });

  it('cuts what it did not look at', () => {
    expect(redact('x '.repeat(100_000)).length).toBeLessThanOrEqual(16_384);
  });
});
