import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A page of the documentation, its path relative to the checkout. */
export interface MarkdownFile {
  readonly file: string;
  readonly text: string;
}

/** Every page that people read: those at the top and everything below docs/. */
export async function markdownFiles(): Promise<readonly MarkdownFile[]> {
  const names = [...(await readdir('.')), ...(await below('docs'))];
  const pages = names.filter((name) => name.endsWith('.md')).sort();
  return await Promise.all(pages.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

async function below(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.map((name) => join(directory, name));
}

/** A fenced block of code. */
export interface CodeBlock {
  /** The word behind the fence: `sh`, `yaml`; empty when there is none. */
  readonly language: string;
  readonly text: string;
  /** Line of its opening fence, from 1. */
  readonly line: number;
}

export function codeBlocks({ text }: MarkdownFile): readonly CodeBlock[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    language: found[1] ?? '',
    text: found[2] ?? '',
    line: text.slice(0, found.index).split('\n').length,
  }));
}

/** What stands between backticks outside of blocks. */
export function inlineCode(page: MarkdownFile): readonly string[] {
  return [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** Targets of links outside of blocks. */
export function linkTargets(page: MarkdownFile): readonly string[] {
  const prose = withoutBlocks(page).replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The names that headings can be linked by, as GitHub makes them. */
export function anchors(page: MarkdownFile): ReadonlySet<string> {
  const headings = [...withoutBlocks(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/**
 * The first cells of the tables below a heading of the second level, as far as they are code.
 * @throws Error when there is no such heading
 */
export function firstCells(page: MarkdownFile, heading: string): readonly string[] {
  const section = page.text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page.file} has no section "${heading}"`);
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);
}

function withoutBlocks({ text }: MarkdownFile): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '');
}
