import { describe, expect, it } from '@jest/globals';
import type { SinkField } from '../../../core/config/sink-declaration.ts';
import { dotenvText, dotenvValue } from '../../../core/delivery/shapes/dotenv.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { shapedToken } from '../../support/shaped-token.ts';

const TOKEN: SinkField = { kind: 'part', of: 'value' };
const set = (text: string, name = 'T') =>
  dotenvText(text, {
    fields: new Map([[name, TOKEN]]),
    token: shapedToken(1, { token: new SecretText('new') }),
  });
const written = (text: string) => ({ kind: 'written', text });

describe('an environment file', () => {
  it.each([
    ['an empty one', '', 'T=new\n'],
    ['one without the variable', 'A=1\n', 'A=1\nT=new\n'],
    ['one without a last line end', 'A=1', 'A=1\nT=new\n'],
    ['lines of Windows', 'A=1\r\nT=old\r\n', 'A=1\r\nT=new\r\n'],
    ['lines of Windows without the variable', 'A=1\r\n', 'A=1\r\nT=new\r\n'],
    [
      'a value in the middle',
      '# my\n\nA = 1\nT=old\nB="x y" # why\n',
      '# my\n\nA = 1\nT=new\nB="x y" # why\n',
    ],
    ['an exported one', '  export T = "old value"  # note\nZ=1', '  export T = new  # note\nZ=1'],
    ['one in single quotes', "T='a#b'\n", 'T=new\n'],
    ['an empty value', 'T=\nA=1\n', 'T=new\nA=1\n'],
    ['a value over lines', 'T="a\nb"\nA=1\n', 'T=new\nA=1\n'],
    ['a longer name and a comment', '# T=1\nTT=1\nT_T=2\nT=x\n', '# T=1\nTT=1\nT_T=2\nT=new\n'],
    [
      'a line of that name inside a quoted value',
      'KEY="one\nT=inside\n"\nT=x\n',
      'KEY="one\nT=inside\n"\nT=new\n',
    ],
  ])('gets the variable and keeps every other byte: %s', (_, before, after) => {
    expect(set(before)).toEqual(written(after));
    expect(set(after)).toEqual(written(after));
    expect(dotenvValue(after, 'T')).toBe('new');
  });

  it('is refused when the variable stands there twice', () => {
    expect(set('T=1\nA=2\nexport T=3\n')).toEqual({ kind: 'several', name: 'T' });
    expect(dotenvValue('T=1\nT=1\n', 'T')).toBeUndefined();
  });

  it('quotes what a shell would split, and refuses what cannot be quoted for all readers', () => {
    const constant = (value: string) =>
      dotenvText('', { fields: new Map([['C', { kind: 'constant', value }]]), token: shapedToken(1) });
    expect(constant('a b $c')).toEqual(written("C='a b $c'\n"));
    expect(dotenvValue("C='a b $c'\n", 'C')).toBe('a b $c');
    for (const value of ["it's", 'a\nb', 'a\\b'])
      expect(constant(value)).toEqual({ kind: 'unquotable', name: 'C' });
  });
});
