import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeName, encodeName } from '../../../adapters/files/encode-name.ts';

describe('a word as a file name', () => {
  it('stays as it is where it is plain', () => {
    expect(encodeName('crew-sheets_2.main')).toBe('crew-sheets_2.main');
  });

  it.each([
    ['..', '%2e.'],
    ['.hidden', '%2ehidden'],
    ['a/b', 'a%2fb'],
    ['Crew', '%43rew'],
    ['ä', '%c3%a4'],
    ['', '%'],
  ])('encodes %j as %s', (word, name) => expect(encodeName(word)).toBe(name));

  it('is reversible, safe, and not changed by a file system that ignores case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (word) => {
        const name = encodeName(word);
        expect(decodeName(name)).toBe(word);
        expect(name).toMatch(/^[a-z0-9_%-][a-z0-9._%-]*$/);
      }),
    );
  });

  it('decodes no name that it would not have made', () => {
    for (const name of ['%61', '%2E', 'A', '%zz', '.a']) expect(decodeName(name)).toBeUndefined();
  });
});
