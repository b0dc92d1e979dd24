import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { REASONS } from '../../core/verdict/reasons.ts';
import { codesTables } from '../support/docs/codes-table.ts';
import { firstCells, type MarkdownFile } from '../support/docs/markdown-files.ts';
import { faultCodes, namedReasons } from '../support/docs/named-codes.ts';
import { withReasonsTables } from '../support/docs/reasons-table.ts';
import { type SourceFile, sourceFiles } from '../support/docs/source-files.ts';

const PAGE = 'docs/errors.md';

let page: MarkdownFile;
let files: readonly SourceFile[];

beforeAll(async () => {
  if (process.env.UPDATE_DOCS === '1') await writeFile(PAGE, withReasonsTables(await readFile(PAGE, 'utf8')));
  page = { file: PAGE, text: await readFile(PAGE, 'utf8') };
  if (process.env.UPDATE_DOCS === '1')
    for (const { file, text } of codesTables(page)) await writeFile(file, text);
  files = await sourceFiles(['core', 'adapters', 'host', 'cli', 'drill', 'lib', 'lambda', 'web']);
});

describe(PAGE, () => {
  it('lists every code that the code names, and no other', () => {
    const listed = ['Faults', 'Findings', 'Warnings of check'].flatMap((heading) =>
      firstCells(page, heading),
    );
    expect(sorted(listed)).toEqual(sorted(faultCodes(files)));
  });

  it('holds the reasons of verdicts as core/verdict/reasons.ts has them; UPDATE_DOCS=1 writes them anew', () => {
    expect(page.text).toBe(withReasonsTables(page.text));
  });

  it('lists every other reason that the code names, and no other', () => {
    const others = [...namedReasons(files)].filter((reason) => !(reason in REASONS));
    expect(sorted(firstCells(page, 'Other reasons'))).toEqual(sorted(others));
  });

  it('is what evergrant explain says of its own codes; UPDATE_DOCS=1 writes them anew', async () => {
    for (const { file, text } of codesTables(page)) expect(await readFile(file, 'utf8')).toBe(text);
  });
});

/** Each name once: a code may be a fault here and a finding there. */
function sorted(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}
