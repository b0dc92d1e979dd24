import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeOf } from '../../../core/delivery/json-place.ts';
import { parsePointer } from '../../../core/delivery/json-pointer.ts';

function valueAt(text: string, pointer: string): unknown {
  const place = placeOf(text, parsePointer(pointer) ?? []);
  return place.kind === 'found' ? JSON.parse(text.slice(place.start, place.end)) : place;
}

/** The document and the pointers of RFC 6901 section 5. */
const EXAMPLE =
  '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}';

describe('a JSON Pointer', () => {
  it.each([
    ['', JSON.parse(EXAMPLE)],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('%j leads to what RFC 6901 says', (pointer, expected) => {
    expect(valueAt(EXAMPLE, pointer)).toEqual(expected);
  });

  it.each(['a', '#/a', '/a~', '/a~2', '~0'])('is not %j', (text) => {
    expect(parsePointer(text)).toBeUndefined();
  });

  it.each([
    ['/foo/2', { kind: 'nothing', depth: 1 }],
    ['/foo/01', { kind: 'nothing', depth: 1 }],
    ['/foo/-', { kind: 'nothing', depth: 1 }],
    ['/bar', { kind: 'nothing', depth: 0 }],
    ['/foo/0/deeper', { kind: 'nothing', depth: 2 }],
  ])('%j leads to nothing there', (pointer, expected) => {
    expect(valueAt(EXAMPLE, pointer)).toEqual(expected);
  });

  it('leads nowhere past a key that stands twice, however it is spelled', () => {
    expect(valueAt('{"a": {"b": 1}, "\\u0061": {"b": 2}, "c": 3}', '/a/b')).toEqual({
      kind: 'several',
      depth: 0,
    });
    expect(valueAt('{"a": {"b": 1}, "\\u0061": {"b": 2}, "c": 3}', '/c')).toBe(3);
  });

  it('finds every value of any document, in any spelling of its blanks', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t', ' \n'), (document, indent) => {
        const text = ` ${JSON.stringify(document, null, indent)}\n`;
        for (const [pointer, value] of leaves(document, '')) {
          expect(valueAt(text, pointer)).toEqual(value);
        }
      }),
    );
  });
});

function leaves(value: unknown, pointer: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[pointer, JSON.parse(JSON.stringify(value))]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}
