import { fieldValue, type LogRow } from './log-row.ts';
import { expressionOf, fieldName, type QueryReader, unquoted } from './query-tokens.ts';

/**
 * `parse @message "user=*, code=*" as user, code` or `parse @message /code=(?<code>\d+)/`. A row that does not match
 * stays as it is, without the new fields.
 */
export function readParse(reader: QueryReader): (row: LogRow) => LogRow {
  const field = fieldName(reader);
  const regex = reader.take('regex');
  const extract = regex ? byExpression(expressionOf(regex.text)) : byGlob(reader);
  return (row) => {
    const value = fieldValue(row, field);
    const found = value === undefined ? undefined : extract(String(value));
    return found ? new Map([...row, ...found]) : row;
  };
}

type Extract = (text: string) => readonly (readonly [string, string])[] | undefined;

function byExpression(expression: RegExp): Extract {
  return (text) => {
    const groups = expression.exec(text)?.groups;
    return groups && Object.entries(groups).filter(([, value]) => value !== undefined);
  };
}

function byGlob(reader: QueryReader): Extract {
  const parts = unquoted(reader.expect('quoted').text).split('*');
  reader.expect('field', 'as');
  const names = [fieldName(reader)];
  while (reader.take('punctuation', ',')) names.push(fieldName(reader));
  if (names.length !== parts.length - 1) reader.refuse('one name for each * expected');
  const source = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)');
  const expression = new RegExp(parts.at(-1) === '' ? `${source}$` : source, 's');
  return (text) => {
    const match = expression.exec(text);
    return match?.slice(1).map((value, index) => [names[index] ?? '', value] as const);
  };
}
