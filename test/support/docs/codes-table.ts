import type { MarkdownFile } from './markdown-files.ts';

/** A module that `evergrant explain` knows its own codes by. */
export interface CodesTable {
  readonly file: string;
  /** What it is to hold. */
  readonly text: string;
}

/** The modules made from the sections of docs/errors.md that people write by hand; those of verdicts come from the code. */
export function codesTables(page: MarkdownFile): readonly CodesTable[] {
  return [
    {
      file: 'core/own-codes/table-of-codes.ts',
      text: table('TABLE_OF_CODES', rowsOf(page, ['Faults', 'Findings', 'Warnings of check'])),
    },
    {
      file: 'core/own-codes/table-of-reasons.ts',
      text: table('TABLE_OF_REASONS', rowsOf(page, ['Other reasons'])),
    },
  ];
}

function table(name: string, rows: readonly string[]): string {
  return `/**
 * Name, meaning and, where the name alone tells it, what repairs it. Made from docs/errors.md:
 * UPDATE_DOCS=1 npm run unit -- test/docs
 */
export const ${name} = \`
${rows.join('\n')}
\`;
`;
}

function rowsOf({ file, text }: MarkdownFile, headings: readonly string[]): readonly string[] {
  return headings.flatMap((heading) => {
    const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
    if (section === undefined) throw new Error(`${file} has no section "${heading}"`);
    return [...section.matchAll(/^\| (`[^`]+` \| .*) \|$/gm)].map(([, row = '']) => plain(row));
  });
}

/** As a terminal shows it: no marks of code, and a link as the page that it leads to. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\(#([^)]+)\)/g, '$1 (docs/errors.md#$2)')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 (docs/$2)')
    .replace(/[`\\]/g, '');
}
