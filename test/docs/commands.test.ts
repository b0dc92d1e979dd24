import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandHelp, commandHelps } from '../support/docs/command-help.ts';
import { codeBlocks, inlineCode, type MarkdownFile, markdownFiles } from '../support/docs/markdown-files.ts';

let pages: readonly MarkdownFile[];
let helps: ReadonlyMap<string, CommandHelp>;

beforeAll(async () => {
  pages = await markdownFiles();
  helps = await commandHelps();
});

describe('commands in the documentation', () => {
  it('exist, with every option that is shown', () => {
    const typed = pages.flatMap((page) => commandsIn(page).map((command) => ({ page, command })));
    expect(typed.length).toBeGreaterThan(30);
    const wrong = typed.flatMap(({ page, command }) => {
      const problem = problemOf(command);
      return problem === undefined ? [] : [`${page.file}: ${command}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });

  it('of npm are scripts of this package', async () => {
    const scripts = Object.keys(JSON.parse(await readFile('package.json', 'utf8')).scripts);
    const run = pages.flatMap(({ text }) => [
      ...text.matchAll(/\bnpm run (?:--silent )?([a-z]+(?::[a-z]+)*)/g),
    ]);
    expect(run.map(([, name = '']) => name).filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('are all described in the README or in docs/operations.md', () => {
    const shown = new Set(
      pages
        .filter(({ file }) => file === 'README.md' || file === 'docs/operations.md')
        .flatMap(commandsIn)
        .map((command) => command.split(' ')[1]),
    );
    expect([...helps.keys()].filter((name) => name !== '' && !shown.has(name))).toEqual([]);
  });
});

/** `evergrant …` in backticks and at the start of lines that a shell is to run; units and pipes are looked into. */
function commandsIn(page: MarkdownFile): readonly string[] {
  const inline = inlineCode(page).filter((code) => code.startsWith('evergrant '));
  const shells = codeBlocks(page).filter(({ language }) => ['sh', 'ini', 'text'].includes(language));
  const lines = shells.flatMap(({ text, language }) =>
    text.split('\n').flatMap((line) => {
      const rule =
        language === 'text' ? /^\$ (?:.*\| *)?(evergrant .*)$/ : /(?:^|.*[ /=|(])(evergrant [a-z-].*)$/;
      return rule.exec(line)?.[1] ?? [];
    }),
  );
  return [...inline, ...lines].map((command) =>
    command
      .replace(/['"][^'"]*['"]/g, 'TEXT')
      .replace(/[|#><;)].*$/, '')
      .trim(),
  );
}

function problemOf(command: string): string | undefined {
  const [, name = '', ...words] = command.split(/\s+/);
  const help = helps.get(name.startsWith('-') ? '' : name);
  if (name === 'COMMAND') return undefined;
  if (!help) return `there is no command ${name}`;
  const options = [name, ...words].filter((word) => /^--?[a-z]/.test(word));
  const unknown = options.find((option) => !help.options.has(option.split('=')[0] ?? ''));
  return unknown === undefined ? undefined : `it has no option ${unknown}`;
}
