import { NotUnderstood } from '../../not-understood.ts';
import { TokenReader } from '../token-reader.ts';

const RULES = {
  quoted: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y,
  regex: /\/(?:[^/\\\n]|\\.)+\//y,
  number: /-?\d+(?:\.\d+)?(?![A-Za-z])/y,
  compare: /!=|<=|>=|=~|=|<|>/y,
  punctuation: /[(),*]/y,
  field: /`[^`]+`|@?[A-Za-z_][A-Za-z0-9_.]*/y,
};

export type QueryReader = TokenReader<keyof typeof RULES>;

export function queryReader(command: string): QueryReader {
  return new TokenReader(command, RULES);
}

/** The commands of a query: split at `|`, but not inside quotes or a regular expression. Comments (`#`) are refused. */
export function commandsOf(query: string): readonly string[] {
  if (/^\s*#/m.test(query)) throw new NotUnderstood('a comment in a query');
  const parts = query.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:[^/\\\n]|\\.)+\/|[^|])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

export function fieldName(reader: QueryReader): string {
  return reader.expect('field').text.replaceAll('`', '');
}

export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** `/(?i)text/` has the one inline flag that is known here. */
export function expressionOf(text: string): RegExp {
  const inner = text.slice(1, -1).replaceAll('\\/', '/');
  return inner.startsWith('(?i)') ? new RegExp(inner.slice(4), 'i') : new RegExp(inner);
}
