import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonErrorLine } from '../../../adapters/secrets-folder/json-error.ts';

describe('the line where JSON ends', () => {
  it.each([
    ['{\n  "a": 1,\n}', 3],
    ['{"a": 1', 1],
    ['{"a"\n:\n1 2}', 3],
    ['[1,\n2,,3]', 2],
    ['', 1],
    ['{"a": "x\ny"}', 1],
    ["{\n\n'a': 1}", 3],
    ['{"a": tru}', 1],
    ['{}\n{}', 2],
    ['{"a": 01}', 1],
    ['"\u0001"', 1],
  ])('of %j is %d', (text, line) => {
    expect(jsonErrorLine(text)).toBe(line);
  });

  it('is nowhere in what the platform parses', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonErrorLine(text) === undefined));
  });

  it('is somewhere in every text that was cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 2 }), fc.nat(), (text, cut) => {
        const object = `{"a": ${text}}`;
        return jsonErrorLine(object.slice(0, cut % object.length)) === 1;
      }),
    );
  });
});
