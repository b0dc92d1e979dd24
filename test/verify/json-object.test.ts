import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonObject } from '../../verify/json-object.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const anyObject = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ depthSize: 'medium' }));
const indent = fc.constantFrom(0, 1, '\t', '  ');

describe('a JSON object in a token', () => {
  it('is what JSON.parse reads, whatever its names and texts look like', () => {
    fc.assert(
      fc.property(anyObject, indent, (object, space) => {
        const text = JSON.stringify(object, null, space);
        expect(jsonObject(bytes(text), 'claims')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused when a name stands twice, at any depth and however it is spelled', () => {
    fc.assert(
      fc.property(anyObject, fc.string(), fc.jsonValue(), fc.nat(4), (object, name, value, depth) => {
        const escaped = `"${[...name].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
        const member = JSON.stringify(value);
        const inner = `{${JSON.stringify(name)}:${member}, "between${name.length}": {}, ${escaped} : ${member}}`;
        let text = name.startsWith('between') ? `{"a":1,"a":2}` : inner;
        for (let level = 0; level < depth; level += 1) text = `{"list":[${JSON.stringify(object)},${text}]}`;
        expect(() => jsonObject(bytes(text), 'claims')).toThrow('a member stands twice in the token');
      }),
    );
  });

  it('may hold a name in two objects', () => {
    const text =
      '{"sub":"a","act":{"sub":"b"},"list":[{"sub":"c"},{"sub":"d"}],"text":"{\\"sub\\":1,\\"sub\\":2}"}';
    expect(jsonObject(bytes(text), 'claims')).toEqual(JSON.parse(text));
  });

  it.each([
    ['a byte that is no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a byte order mark', bytes('\ufeff{}')],
    ['a list', bytes('[]')],
    ['null', bytes('null')],
    ['nothing', bytes('')],
  ])('is not %s', (_what, part) => {
    expect(() => jsonObject(part, 'header')).toThrow('expected one JSON object in UTF-8 as header');
  });
});
