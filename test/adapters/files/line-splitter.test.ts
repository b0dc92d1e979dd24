import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter, MAX_LINE_BYTES } from '../../../adapters/files/line-splitter.ts';

function split(chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

const text = (...chunks: string[]) => split(chunks.map((chunk) => Buffer.from(chunk)));

describe('splitting into lines', () => {
  it.each<[string, string[], string[]]>([
    ['nothing', [], []],
    ['one line', ['a\n'], ['a']],
    ['a last line without its end', ['a\nb'], ['a', 'b']],
    ['empty lines', ['\n\n'], ['', '']],
    ['lines that end as on Windows', ['a\r\nb\r\n'], ['a', 'b']],
    ['a line in pieces', ['inva', 'lid_', 'grant\n'], ['invalid_grant']],
  ])('takes %s', (_, chunks, lines) => {
    expect(text(...chunks)).toEqual(lines);
  });

  it('keeps a character that two chunks share', () => {
    const bytes = Buffer.from('größe\n');
    const cuts = Array.from(bytes, (_, at) => split([bytes.subarray(0, at), bytes.subarray(at)]));
    expect(cuts).toEqual(cuts.map(() => ['größe']));
  });

  it('shows bytes that are no text as such, without losing the line', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x62, 0x0a])])).toEqual(['a\ufffdb']);
  });

  it('bounds a line and finds the next one', () => {
    const lines = text('x'.repeat(1_000_000), 'y\nnext\n');
    expect(lines.map((line) => line.length)).toEqual([MAX_LINE_BYTES, 4]);
  });

  it('gives the same lines however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zé ]{0,9}$/)), fc.array(fc.nat(60)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        expect(split(chunks)).toEqual(lines);
      }),
    );
  });
});
