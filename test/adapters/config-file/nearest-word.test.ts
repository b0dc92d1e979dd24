import { describe, expect, it } from '@jest/globals';
import { nearestWord } from '../../../adapters/config-file/nearest-word.ts';

describe('the nearest known word', () => {
  it.each([
    ['gogle', ['google', 'github'], 'google'],
    ['x', ['abcdef'], undefined],
    ['google', [], undefined],
    ['xy', ['ab'], undefined],
    ['ad', ['ab'], 'ab'],
    ['gcp', ['ec2', 'external'], undefined],
    ['token', ['issuer', 'tokenEndpoint'], 'tokenEndpoint'],
    ['access', ['accessTokenLifetime', 'accessTokenScopes'], undefined],
  ])('for %s of %j is %s', (word, known, expected) => {
    expect(nearestWord(word, known)).toBe(expected);
  });
});
