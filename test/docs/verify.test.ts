import { beforeAll, describe, expect, it } from '@jest/globals';
import { firstCells, type MarkdownFile, markdownFiles } from '../support/docs/markdown-files.ts';
import { type SourceFile, sourceFiles } from '../support/docs/source-files.ts';

let page: MarkdownFile;
let files: readonly SourceFile[];
let tests: readonly SourceFile[];

beforeAll(async () => {
  const found = (await markdownFiles()).find(({ file }) => file === 'docs/verify.md');
  if (!found) throw new Error('there is no docs/verify.md');
  page = found;
  files = await sourceFiles(['verify']);
  tests = await sourceFiles(['test/verify']);
});

describe('docs/verify.md', () => {
  it('has a row for every code of evergrant/verify, each of which is a class of that name, and for no other', () => {
    const union = captured('verify/errors/verification-code.ts', /^ {2}\| '(\w+)'/gm);
    const classes = files.flatMap(({ text }) => [
      ...text.matchAll(/class (\w+) extends VerificationError \{\n {2}readonly code = '\1';/g),
    ]);
    expect(union.length).toBeGreaterThan(20);
    expect(classes.map(([, name = '']) => name).sort()).toEqual(union);
    expect([...firstCells(page, 'What it refuses')].sort()).toEqual(union);
  });

  it('has a row for every option, and for no other', () => {
    const options = captured('verify/verifier-options.ts', /^ {2}readonly (\w+)\??:/gm);
    const listed = page.text
      .slice(page.text.indexOf('## Options'), page.text.indexOf('## What it refuses'))
      .split('\n')
      .flatMap((line) => [...(/^\|([^|]+)\|/.exec(line)?.[1] ?? '').matchAll(/`(\w+)`/g)])
      .map(([, name = '']) => name);
    expect(listed.sort()).toEqual(options);
  });

  it('lists no code that no test provokes', () => {
    const codes = firstCells(page, 'What it refuses');
    expect(codes.filter((code) => !tests.some(({ text }) => text.includes(`'${code}'`)))).toEqual([]);
  });
});

/** What the first group of a pattern finds in a file, sorted. */
function captured(name: string, pattern: RegExp): readonly string[] {
  const text = files.find(({ file }) => file === name)?.text ?? '';
  return [...text.matchAll(pattern)].map(([, found = '']) => found).sort();
}
