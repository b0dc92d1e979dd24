import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseDocument } from 'yaml';
import { STORY } from '../../drill/story.ts';
import { parseYamlDeclaration } from '../support/declare.ts';
import {
  type CodeBlock,
  codeBlocks,
  type MarkdownFile,
  markdownFiles,
} from '../support/docs/markdown-files.ts';

let blocks: readonly (CodeBlock & { readonly file: string })[];
let readme: MarkdownFile;

beforeAll(async () => {
  const pages = await markdownFiles();
  blocks = pages.flatMap((page) => codeBlocks(page).map((block) => ({ ...block, file: page.file })));
  const found = pages.find(({ file }) => file === 'README.md');
  if (!found) throw new Error('there is no README.md');
  readme = found;
});

describe('samples in the documentation', () => {
  it('are YAML where they say so', () => {
    const broken = ofLanguage('yaml').filter(({ text }) => parseDocument(text).errors.length > 0);
    expect(broken.map(place)).toEqual([]);
  });

  it('are valid declarations, unless they are marked as a fragment', () => {
    const whole = ofLanguage('yaml').filter(({ text }) => !text.startsWith('# fragment'));
    const invalid = whole.filter(({ text }) => parseYamlDeclaration(text).kind === 'invalid');
    expect(whole.length).toBeGreaterThan(0);
    expect(invalid.map(place)).toEqual([]);
  });

  it('are fragments that fit the declaration of the README', () => {
    const [whole] = codeBlocks(readme).filter(({ language }) => language === 'yaml');
    const fragments = ofLanguage('yaml').filter(({ text }) => text.startsWith('# fragment'));
    const invalid = fragments.filter(({ text }) => {
      const together = { ...parse(whole?.text ?? ''), ...parse(text) };
      return parseYamlDeclaration(JSON.stringify(together)).kind === 'invalid';
    });
    expect(invalid.map(place)).toEqual([]);
  });

  it('are JSON where they say so, one object a line', () => {
    for (const block of ofLanguage('json')) {
      for (const line of block.text.trim().split('\n')) {
        expect(() => JSON.parse(line)).not.toThrow();
      }
    }
  });
});

describe('README.md', () => {
  it('begins with the two commands that try and test it', () => {
    const [first, second] = codeBlocks(readme).filter(({ language }) => language === 'sh');
    expect(first?.text.trim()).toBe('npm ci && npm start');
    expect(second?.text.trim()).toBe('npm test');
  });

  it('shows expectations of the drill as the drill words them', () => {
    const shown = readme.text.match(/^ ✓ .+$/gm) ?? [];
    const expected = STORY.flatMap(({ expectations }) => expectations.map((one) => one.expected));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((line) => !expected.some((text) => line.startsWith(` ✓ ${text}  `)))).toEqual([]);
  });

  it('counts the expectations of the drill', () => {
    const count = STORY.flatMap(({ expectations }) => expectations).length;
    expect(readme.text).toContain(`good: ${count} of ${count} expectations observed in`);
  });

  it('shows acts of the drill by their titles', () => {
    const [cast] = codeBlocks(readme).filter(({ language }) => language === 'text');
    const titles = (cast?.text ?? '')
      .split('\n')
      .filter((line) => /^[a-z]/.test(line) && !line.startsWith('good: '));
    expect(titles.length).toBeGreaterThan(2);
    expect(titles.filter((line) => !STORY.some(({ title }) => title === line))).toEqual([]);
  });
});

function ofLanguage(language: string): typeof blocks {
  return blocks.filter((block) => block.language === language);
}

function place({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}
