import { NotUnderstood } from '../../not-understood.ts';
import { readCondition } from './condition.ts';
import { fieldValue, type LogEvent, type LogRow, rowOf } from './log-row.ts';
import { readParse } from './parse-command.ts';
import { commandsOf, fieldName, type QueryReader, queryReader } from './query-tokens.ts';
import { readStats } from './stats-command.ts';

export interface InsightsQuery {
  /** Does the query aggregate by itself? */
  readonly aggregates: boolean;
  run(events: readonly LogEvent[]): readonly LogRow[];
}

/**
 * Reads the part of Logs Insights QL that our alarms and saved queries use: `fields`, `filter`, `parse`, `stats`,
 * `sort`, `limit`.
 *
 * @throws NotUnderstood for every other command, function and operator
 * @see CloudWatch Logs User Guide, "CloudWatch Logs Insights query syntax"
 */
export function insightsQuery(query: string): InsightsQuery {
  const commands = commandsOf(query).map((text) => {
    const reader = queryReader(text);
    const { text: name } = reader.expect('field');
    const read = COMMANDS[name] ?? reader.refuse(`the command ${name} is not known`);
    const step = read(reader);
    reader.end();
    return { name, step };
  });
  if (commands.length === 0) throw new NotUnderstood('an empty query');
  return {
    aggregates: commands.some(({ name }) => name === 'stats'),
    run: (events) => commands.reduce((rows: readonly LogRow[], { step }) => step(rows), events.map(rowOf)),
  };
}

type Step = (rows: readonly LogRow[]) => readonly LogRow[];

const COMMANDS: Readonly<Record<string, (reader: QueryReader) => Step>> = {
  fields: readFields,
  filter(reader) {
    const condition = readCondition(reader);
    return (rows) => rows.filter(condition);
  },
  parse(reader) {
    const parse = readParse(reader);
    return (rows) => rows.map(parse);
  },
  stats(reader) {
    const stats = readStats(reader);
    return (rows) => stats(rows).map(({ group, values }) => new Map([...group, ...values]));
  },
  sort: readSort,
  limit(reader) {
    const count = Number(reader.expect('number').text);
    return (rows) => rows.slice(0, count);
  },
};

/** Later commands see all fields; an alias is one more. */
function readFields(reader: QueryReader): Step {
  const aliases: (readonly [field: string, alias: string])[] = [];
  do {
    const field = fieldName(reader);
    if (reader.take('field', 'as')) aliases.push([field, fieldName(reader)]);
  } while (reader.take('punctuation', ','));
  return (rows) =>
    rows.map((row) => {
      const named = new Map(row);
      for (const [field, alias] of aliases) {
        const value = row.get(field);
        if (value !== undefined) named.set(alias, value);
      }
      return named;
    });
}

function readSort(reader: QueryReader): Step {
  const field = fieldName(reader);
  const sign = reader.take('field', 'desc') ? -1 : 1;
  if (sign === 1) reader.take('field', 'asc');
  return (rows) => [...rows].sort((a, b) => sign * order(fieldValue(a, field), fieldValue(b, field)));
}

/** Rows without the field come first. */
function order(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}
