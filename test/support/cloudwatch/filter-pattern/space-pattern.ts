import { NotUnderstood } from '../../not-understood.ts';
import { TokenReader } from '../token-reader.ts';
import { comparison } from './comparison.ts';
import type { FilterPattern } from './filter-pattern.ts';

/**
 * `[ip, ..., status = 4* && status != 404, bytes > 1000]`: one name a field, `...` for any number of fields. A line's
 * fields are split at spaces; what stands in quotes or brackets is one field.
 */
export function spacePattern(text: string): FilterPattern {
  const columns = readColumns(text);
  const gap = columns.indexOf('...');
  return (line) => {
    const fields = fieldsOf(line);
    const placed = gap < 0 ? columns : spread(columns, { gap, width: fields.length });
    if (placed.length !== fields.length) return undefined;
    const named = new Map<string, string>();
    for (const [index, column] of placed.entries()) {
      const field = fields[index] ?? '';
      if (column === '...') continue;
      if (!column.holds(field)) return undefined;
      named.set(`$${column.name || index + 1}`, field);
    }
    return { field: (selector) => named.get(selector) };
  };
}

interface Column {
  readonly name: string;
  holds(field: string): boolean;
}

type Reader = TokenReader<'bracket' | 'gap' | 'comma' | 'logic' | 'comparator' | 'quoted' | 'regex' | 'word'>;

function readColumns(text: string): readonly (Column | '...')[] {
  const reader: Reader = new TokenReader(text, {
    bracket: /[[\]]/y,
    gap: /\.\.\.(?=\s*[,\]])/y,
    comma: /,/y,
    logic: /&&|\|\|/y,
    comparator: /!=|<=|>=|=|<|>/y,
    quoted: /"(?:[^"\\]|\\.)*"/y,
    regex: /%[^%]+%/y,
    word: /[A-Za-z0-9_.*+:/-]+/y,
  });
  reader.expect('bracket', '[');
  const columns = [readColumn(reader)];
  while (reader.take('comma')) columns.push(readColumn(reader));
  reader.expect('bracket', ']');
  reader.end();
  if (columns.filter((column) => column === '...').length > 1) throw new NotUnderstood(`two gaps in ${text}`);
  return columns;
}

function readColumn(reader: Reader): Column | '...' {
  if (reader.take('gap')) return '...';
  const name = reader.take('word')?.text ?? '';
  const first = reader.take('comparator');
  if (!first) return { name, holds: () => true };
  let holds = readCondition(reader, first.text);
  for (let logic = reader.take('logic'); logic; logic = reader.take('logic')) {
    if (reader.expect('word').text !== name) reader.refuse(`a further condition on ${name} expected`);
    const [left, right] = [holds, readCondition(reader, reader.expect('comparator').text)];
    holds =
      logic.text === '&&' ? (field) => left(field) && right(field) : (field) => left(field) || right(field);
  }
  return { name, holds };
}

function readCondition(reader: Reader, operator: string): (field: string) => boolean {
  const literal = reader.take('quoted') ?? reader.take('regex') ?? reader.expect('word');
  const compare = comparison(operator, literal.text);
  const numeric = /^[+-]?\d/.test(literal.text) && !literal.text.endsWith('*');
  return (field) =>
    compare(numeric && field.trim() !== '' && Number.isFinite(Number(field)) ? Number(field) : field);
}

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, bare]) => quoted ?? bracketed ?? bare ?? '',
  );
}

/** The columns with the gap stretched to the width of the line. */
function spread(columns: readonly (Column | '...')[], { gap, width }: { gap: number; width: number }) {
  const missing = width - (columns.length - 1);
  if (missing < 0) return columns.filter((column) => column !== '...');
  return [...columns.slice(0, gap), ...Array<'...'>(missing).fill('...'), ...columns.slice(gap + 1)];
}
