import { Fault } from '../../fault.ts';

/**
 * A value as one word of a shell script, in single quotes. Nothing is escaped: a value with a quote, a line break or a
 * control character is refused, because no name, id, path or bucket of a host has one. An unresolved CDK token passes.
 * @throws Fault `UnquotableValue`, which does not show the value: it may be an activation code
 */
export function shellWord(value: string, what: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (value !== '' && !/['\u0000-\u001f\u007f]/.test(value)) return `'${value}'`;
  throw new Fault({
    code: 'UnquotableValue',
    message: `${what} is ${value === '' ? 'empty' : 'no plain word: it has a quote, a line break or a control character'}`,
    remedy: 'change the declaration so that it is made of letters, digits and . _ - / @ : +',
  });
}

/** Ends of here-documents, each used for one kind of text only. */
const END = { file: 'EVERGRANT_FILE', script: 'EVERGRANT_SCRIPT', bootstrap: 'EVERGRANT_BOOTSTRAP' } as const;

/**
 * A command that reads a text as it stands: nothing in it is expanded.
 * @param kind texts of different kinds may contain each other
 * @throws Fault `UnquotableValue` when a line of the text is the end of a here-document
 */
export function hereDocument(
  command: string,
  { text, kind }: { text: string; kind: keyof typeof END },
): string {
  const end = END[kind];
  if (text.split('\n').includes(end))
    throw new Fault({
      code: 'UnquotableValue',
      message: `a text of the host has the line ${end}, which ends it`,
      remedy: 'change the declaration so that no value has this line',
    });
  return `${command} <<'${end}'\n${text.replace(/\n*$/, '\n')}${end}\n`;
}
