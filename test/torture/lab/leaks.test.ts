import { describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { tokensIn } from '../../../torture/lab/leaks.ts';

const TOKEN = 'kD3_pQ-0aZ9xYw7vUt5sRq1pOn2mLk4jIh6gFe8dCb0';
const ISSUED = new Set([nodeDigest.fingerprint(new SecretText(TOKEN))]);

describe('the search for tokens', () => {
  it('finds an issued token wherever it stands, also inside a longer word', () => {
    expect(tokensIn(`{"a":"${TOKEN}"} x${TOKEN}y`, ISSUED)).toBe(2);
  });

  it('passes over other words of the same length', () => {
    expect(tokensIn(TOKEN.toLowerCase(), ISSUED)).toBe(0);
  });
});
