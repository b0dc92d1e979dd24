import { Readable, Writable } from 'node:stream';
import type { Io } from '../../../cli/io.ts';
import { main } from '../../../cli/main.ts';

/** What the command line takes, as its own help says it. */
export interface CommandHelp {
  readonly name: string;
  /** Long and short: `--config`, `-c`. */
  readonly options: ReadonlySet<string>;
}

/** Every command of the program with its options, and the program's own options under the name `''`. */
export async function commandHelps(): Promise<ReadonlyMap<string, CommandHelp>> {
  const root = await helpOf([]);
  const list = root.slice(root.indexOf('\nCommands:'));
  const names = [...list.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  const helps = [
    { name: '', options: optionsIn(root) },
    ...(await Promise.all(names.map(async (name) => ({ name, options: optionsIn(await helpOf([name])) })))),
  ];
  return new Map(helps.map((help) => [help.name, help]));
}

function optionsIn(help: string): ReadonlySet<string> {
  const rows = help.match(/^ {2}(?:-\w, )?--[a-z-]+/gm) ?? [];
  return new Set(rows.flatMap((row) => row.trim().split(', ')));
}

async function helpOf(words: readonly string[]): Promise<string> {
  let text = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  const io: Io = {
    stdout,
    stderr: stdout,
    stdin: Readable.from([]),
    environment: {},
    home: '/nowhere',
    script: '/nowhere/evergrant.js',
    workingDirectory: '/nowhere',
    colour: false,
    interactive: false,
    interrupted: new AbortController().signal,
  };
  await main([...words, '--help'], io);
  return text;
}
