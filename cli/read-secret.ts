import { ReadStream } from 'node:tty';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import { SecretText } from '../core/secret-text.ts';
import { type Io, sayLine } from './io.ts';

/**
 * Reads one line that must not be seen: from a terminal without echo, else from standard input to its end.
 *
 * @param what for the prompt and messages: `API key mail`
 * @throws Fault `SecretNotGiven` for nothing, for several lines and for what is longer than 16 KiB; `Interrupted`
 */
export async function readSecret(io: Io, what: string): Promise<SecretText> {
  const text = io.stdin instanceof ReadStream ? await prompted(io, io.stdin, what) : await piped(io, what);
  const line = text.replace(/\r?\n$/, '').trim();
  if (line === '') throw notGiven(what, 'standard input held nothing');
  if (/[\r\n]/.test(line)) throw notGiven(what, 'standard input held several lines');
  return new SecretText(line);
}

const LONGEST = 16 * 1024;

async function piped(io: Io, what: string): Promise<string> {
  let text = '';
  for await (const chunk of io.stdin) {
    text += String(chunk);
    if (text.length > LONGEST) throw notGiven(what, 'standard input held more than 16 KiB');
  }
  return text;
}

async function prompted(io: Io, terminal: ReadStream, what: string): Promise<string> {
  io.stderr.write(`${what} (not shown): `);
  terminal.setRawMode(true);
  try {
    let text = '';
    for await (const chunk of terminal) {
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n' || key === '\u0004') return text;
        if (key === '\u0003') throw interrupted(what);
        text = key === '\u007f' || key === '\b' ? text.slice(0, -1) : text + key;
      }
    }
    return text;
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    sayLine(io);
  }
}

function notGiven(what: string, why: string): Fault {
  return new Fault({
    code: 'SecretNotGiven',
    message: `${what} was not read: ${why}; expected the key on one line`,
    remedy: 'type it when it is asked for, or give it by "<": evergrant key set NAME < FILE',
    exitCode: ExitCode.Usage,
  });
}

function interrupted(what: string): Fault {
  return new Fault({
    code: 'Interrupted',
    message: `interrupted before ${what} was read; nothing was changed`,
    exitCode: ExitCode.Interrupted,
  });
}
