import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hereDocument, shellWord } from '../../../../core/host/bootstrap/shell-word.ts';

function printed(word: string): string {
  return spawnSync('bash', ['-c', `printf %s ${word}`], { encoding: 'utf8' }).stdout;
}

describe('a word of a shell script', () => {
  it('is what bash reads, or refused', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'aZ0 $`"\\!*~#&|;<>(){}[]\'\n\té%-') });
    fc.assert(
      fc.property(texts, (text) => {
        if (/['\n\t]/.test(text) || text === '') expect(() => shellWord(text, 'it')).toThrow();
        else expect(printed(shellWord(text, 'it'))).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('is named but not shown when it is refused', () => {
    const refused = () => shellWord("it's", 'the code of the activation');
    expect(refused).toThrow(
      'the code of the activation is no plain word: it has a quote, a line break or a control character',
    );
    expect(() => shellWord('', 'the region')).toThrow('the region is empty');
  });
});

describe('a here-document', () => {
  it('gives its text as it stands, with one line break at the end', () => {
    const text = '$HOME `id` \\ "quoted" \'too\'';
    const script = hereDocument('cat', { text, kind: 'file' });
    expect(spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout).toBe(`${text}\n`);
  });

  it('may hold one of another kind, and is refused around its own end', () => {
    const inner = hereDocument('cat', { text: 'x', kind: 'file' });
    expect(hereDocument('sh', { text: inner, kind: 'script' })).toContain(inner);
    expect(() => hereDocument('cat', { text: inner, kind: 'file' })).toThrow('has the line EVERGRANT_FILE');
  });
});
