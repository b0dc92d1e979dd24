import { describe, expect, it } from '@jest/globals';
import { readShape } from '../../../core/delivery/shape.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { type NamedShape, shapedText, shapeNamed } from '../../support/sink-shapes.ts';

describe('the shape of a token file', () => {
  it('is the token and a newline when it is raw', () => {
    expect(shapedText('raw', shapedToken(1))).toBe('ya29.token-of-generation-1\n');
  });

  it('is an object with an absolute expiry and the generation', () => {
    const text = shapedText('access-token-json', shapedToken(3));
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({
      access_token: 'ya29.token-of-generation-3',
      token_type: 'Bearer',
      expires_at: '2026-05-13T15:30:00.000Z',
      scope: 'spreadsheets drive.file',
      generation: 3,
      fingerprint: 'fp-3',
    });
  });

  it('says null for an expiry that nobody knows', () => {
    const text = shapedText('access-token-json', shapedToken(1, { expiresAt: null }));
    expect(JSON.parse(text)).toMatchObject({ expires_at: null });
  });

  it('has the declared fields in their order and formats when it is json', () => {
    expect(shapedText('json', shapedToken(7))).toBe(
      `${JSON.stringify(
        {
          accessToken: 'ya29.token-of-generation-7',
          expires: 1_778_686_200,
          issued: 1_778_682_600_000,
          until: '2026-05-13T15:30:00.000Z',
          region: 'us-east-1',
          generation: 7,
        },
        null,
        2,
      )}\n`,
    );
  });

  it('holds no secret but the access token when it is for Google, and placeholders where the loader insists', () => {
    const written: unknown = JSON.parse(shapedText('google-authorized-user', shapedToken(2)));
    expect(written).toEqual({
      type: 'authorized_user',
      token: 'ya29.token-of-generation-2',
      refresh_token: 'kept-by-evergrant',
      client_id: 'kept-by-evergrant',
      client_secret: 'kept-by-evergrant',
      token_uri: expect.stringMatching(/^https:\/\/[a-z-]+\.invalid\//),
      scopes: ['spreadsheets', 'drive.file'],
      expiry: '2026-05-13T15:30:00.000000Z',
    });
  });

  it.each<NamedShape>(['raw', 'access-token-json', 'json', 'google-authorized-user', 'dotenv', 'patch'])(
    'gives the token back from %s',
    (name) => {
      const text = new SecretText(shapedText(name, shapedToken(9)));
      expect(readShape(shapeNamed(name), text)?.reveal()).toBe('ya29.token-of-generation-9');
    },
  );

  it.each([
    ['raw', ''],
    ['raw', '\n'],
    ['raw', '{\n"access_token": "a"\n}\n'],
    ['access-token-json', 'ya29.bare\n'],
    ['access-token-json', 'null'],
    ['access-token-json', '{"access_token": 5}'],
    ['access-token-json', '{"token": "a"}'],
    ['json', '{"token": "a"}'],
    ['google-authorized-user', '{"token": ["a"]}'],
    ['dotenv', 'SHEETS_TOKEN=a\nSHEETS_TOKEN=b\n'],
    ['dotenv', 'OTHER=a\n'],
    ['patch', '{"profiles": {}}'],
    ['patch', 'profiles'],
  ] as const)('does not find one in a %s file that holds %j', (shape, text) => {
    expect(readShape(shapeNamed(shape), new SecretText(text))).toBeUndefined();
  });
});
