import { fieldValue, type LogRow } from './log-row.ts';
import { expressionOf, fieldName, type QueryReader, unquoted } from './query-tokens.ts';

export type RowCondition = (row: LogRow) => boolean;

/**
 * What stands after `filter`: comparisons of a field with a text or a number, `like` and `not like` with a text or a
 * regular expression, `ispresent(field)`, `not`, `and`, `or`, parentheses. A comparison with an absent field is false.
 */
export function readCondition(reader: QueryReader): RowCondition {
  const options = [allOf(reader)];
  while (reader.take('field', 'or')) options.push(allOf(reader));
  return (row) => options.some((option) => option(row));
}

function allOf(reader: QueryReader): RowCondition {
  const parts = [one(reader)];
  while (reader.take('field', 'and')) parts.push(one(reader));
  return (row) => parts.every((part) => part(row));
}

function one(reader: QueryReader): RowCondition {
  if (reader.take('field', 'not')) {
    const inner = one(reader);
    return (row) => !inner(row);
  }
  if (reader.take('punctuation', '(')) return closed(reader, readCondition(reader));
  if (reader.take('field', 'ispresent')) {
    reader.expect('punctuation', '(');
    const present = fieldName(reader);
    return closed(reader, (row) => row.has(present));
  }
  const field = fieldName(reader);
  if (reader.take('field', 'like') ?? reader.take('compare', '=~')) return readLike(reader, field);
  if (reader.take('field', 'not')) {
    reader.expect('field', 'like');
    const like = readLike(reader, field);
    return (row) => !like(row);
  }
  return readComparison(reader, field);
}

function closed(reader: QueryReader, condition: RowCondition): RowCondition {
  reader.expect('punctuation', ')');
  return condition;
}

function readLike(reader: QueryReader, field: string): RowCondition {
  const regex = reader.take('regex');
  if (regex) {
    const expression = expressionOf(regex.text);
    return (row) => row.has(field) && expression.test(String(fieldValue(row, field)));
  }
  const text = unquoted(reader.expect('quoted').text);
  return (row) => String(fieldValue(row, field) ?? '').includes(text) && row.has(field);
}

function readComparison(reader: QueryReader, field: string): RowCondition {
  const { text: operator } = reader.expect('compare');
  const quoted = reader.take('quoted');
  const wanted = quoted ? unquoted(quoted.text) : Number(reader.expect('number').text);
  return (row) => {
    const value = fieldValue(row, field);
    if (value === undefined) return false;
    const order = orderOf(value, wanted);
    if (order === undefined) return operator === '!=';
    if (operator === '=') return order === 0;
    if (operator === '!=') return order !== 0;
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  };
}

/** @returns undefined where a text that is no number meets a number */
function orderOf(value: string | number, wanted: string | number): number | undefined {
  if (typeof wanted === 'string') {
    const text = String(value);
    return text === wanted ? 0 : text < wanted ? -1 : 1;
  }
  const number = Number(value);
  return Number.isFinite(number) && value !== '' ? number - wanted : undefined;
}
