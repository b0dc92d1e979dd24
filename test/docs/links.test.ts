import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anchors, linkTargets, type MarkdownFile, markdownFiles } from '../support/docs/markdown-files.ts';

let pages: readonly MarkdownFile[];

beforeAll(async () => {
  pages = await markdownFiles();
});

describe('links between pages', () => {
  it('lead to files that exist and headings that are there', () => {
    const relative = pages.flatMap((page) =>
      linkTargets(page)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => ({ page, target })),
    );
    expect(relative.length).toBeGreaterThan(20);
    expect(
      relative.filter((link) => !resolves(link)).map(({ page, target }) => `${page.file}: ${target}`),
    ).toEqual([]);
  });

  it('reach every page below docs from another page', () => {
    const reached = new Set(
      pages.flatMap((page) =>
        linkTargets(page).map((target) => targetFile(page, target.split('#')[0] ?? '')),
      ),
    );
    const pagesOfDocs = pages.map(({ file }) => file).filter((file) => file.startsWith('docs/'));
    expect(pagesOfDocs.filter((file) => !reached.has(file))).toEqual([]);
  });
});

function resolves({ page, target }: { page: MarkdownFile; target: string }): boolean {
  const [path = '', anchor] = target.split('#');
  const file = targetFile(page, path);
  if (!existsSync(file)) return false;
  if (anchor === undefined) return true;
  const linked = pages.find((other) => other.file === file);
  return linked !== undefined && anchors(linked).has(anchor);
}

function targetFile(page: MarkdownFile, path: string): string {
  return path === '' ? page.file : normalize(join(dirname(page.file), path));
}
