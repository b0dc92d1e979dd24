import { describe, expect, it } from '@jest/globals';
import { readShape, writeShape } from '../../../core/delivery/shape.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { shapedToken } from '../../support/shaped-token.ts';

describe('the shape of a token file', () => {
  it('is the token and a newline when it is raw', () => {
    expect(writeShape('raw', shapedToken(1)).reveal()).toBe('ya29.token-of-generation-1\n');
  });

  it('is an object with an absolute expiry and the generation', () => {
    const text = writeShape('access-token-json', shapedToken(3)).reveal();
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
    const text = writeShape('access-token-json', shapedToken(1, { expiresAt: null })).reveal();
    expect(JSON.parse(text)).toMatchObject({ expires_at: null });
  });

  it.each(['raw', 'access-token-json'] as const)('gives the token back from %s', (shape) => {
    expect(readShape(shape, writeShape(shape, shapedToken(9)))?.reveal()).toBe('ya29.token-of-generation-9');
  });

  it.each([
    ['raw', ''],
    ['raw', '\n'],
    ['raw', '{\n"access_token": "a"\n}\n'],
    ['access-token-json', 'ya29.bare\n'],
    ['access-token-json', 'null'],
    ['access-token-json', '{"access_token": 5}'],
    ['access-token-json', '{"token": "a"}'],
  ] as const)('does not find one in a %s file that holds %j', (shape, text) => {
    expect(readShape(shape, new SecretText(text))).toBeUndefined();
  });
});
