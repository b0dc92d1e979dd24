import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseServiceAccountKey } from '../../../adapters/config-file/service-account-key.ts';
import { SecretText } from '../../../core/secret-text.ts';

const PEM = String(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const KEY = {
  type: 'service_account',
  client_email: 'crew@ships.iam.gserviceaccount.com',
  private_key: PEM,
  private_key_id: 'key-1',
};

function parse(content: unknown) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return parseServiceAccountKey(new SecretText(text), '/keys/crew.json');
}

describe('the key file of a service account', () => {
  it('is read, and asks at the address of Google where it names none', () => {
    expect(parse(KEY)).toMatchObject({
      email: KEY.client_email,
      keyId: 'key-1',
      tokenEndpoint: 'https://oauth2.googleapis.com/token',
    });
  });

  it.each([
    'https://oauth2.googleapis.com/token',
    'https://accounts.google.com/o/oauth2/token',
    'https://oauth2.mtls.googleapis.com/token',
    'http://127.0.0.1:8080/token',
  ])('may name %s', (token_uri) => {
    expect(parse({ ...KEY, token_uri }).tokenEndpoint).toBe(token_uri);
  });

  it.each<[string, unknown, RegExp]>([
    ['is not JSON', 'not json', /is not JSON$/],
    ['is no object', '[1]', /is not a JSON object$/],
    [
      'is an OAuth client',
      { installed: { client_id: 'x', client_secret: 'y' } },
      /holds an OAuth client and not a service account/,
    ],
    ['is a configuration of federation', { type: 'external_account' }, /write "kind: aws-federation"/],
    ["is a person's consent", { type: 'authorized_user' }, /holds a person's consent/],
    ['is something else', { type: 'gdch' }, /its type is not "service_account"$/],
    ['has no address', { ...KEY, client_email: '' }, /has no usable client_email$/],
    ['has no key', { ...KEY, private_key: undefined }, /has no usable private_key$/],
    ['has a broken key', { ...KEY, private_key: `${PEM.slice(0, 300)}` }, /no RSA key in PEM form$/],
    ...[
      'https://evil.example/token',
      'https://oauth2.googleapis.com.evil.example/token',
      'https://storage.googleapis.com/bucket/token',
      'https://oauth2.googleapis.com:8443/token',
      'http://oauth2.googleapis.com/token',
      'https://user:pw@oauth2.googleapis.com/token',
    ].map((token_uri): [string, unknown, RegExp] => [
      `would send its proof to ${token_uri}`,
      { ...KEY, token_uri },
      /token_uri that is not an address of Google/,
    ]),
  ])('is refused when it %s, without a word of what is in it', (_why, content, message) => {
    const read = () => parse(content);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: 'ServiceAccountKeyInvalid', exitCode: 78 }));
    expect(read).not.toThrow(/PRIVATE KEY|BEGIN|MII/);
  });
});
