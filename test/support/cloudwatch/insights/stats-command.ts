import { fieldValue, type LogRow } from './log-row.ts';
import { fieldName, type QueryReader } from './query-tokens.ts';

/** One row of an aggregation. */
export interface StatsRow {
  /** The values of the fields after `by`; rows without one of them have no group. */
  readonly group: ReadonlyMap<string, string | number>;
  /** By alias, or as written: `max(failures)`. */
  readonly values: ReadonlyMap<string, number>;
}

export type Stats = (rows: readonly LogRow[]) => readonly StatsRow[];

/**
 * `count(*)`, `count(field)`, `sum`, `avg`, `min` and `max` of numbers, each with `as name`, and `by field, …`. Without
 * `by` there is always one row, and `count` of nothing is 0; the others of nothing have no value.
 */
export function readStats(reader: QueryReader): Stats {
  const columns = [readColumn(reader)];
  while (reader.take('punctuation', ',')) columns.push(readColumn(reader));
  const by: string[] = [];
  if (reader.take('field', 'by')) {
    do by.push(fieldName(reader));
    while (reader.take('punctuation', ','));
  }
  return (rows) =>
    [...groupsOf(rows, by).values()].map(({ group, members }) => {
      const values = columns.map(({ name, compute }) => [name, compute(members)] as const);
      return {
        group,
        values: new Map(values.filter((entry): entry is readonly [string, number] => entry[1] !== undefined)),
      };
    });
}

interface Column {
  readonly name: string;
  compute(rows: readonly LogRow[]): number | undefined;
}

function readColumn(reader: QueryReader): Column {
  const { text } = reader.expect('field');
  const combine =
    text === 'count' ? undefined : (COMBINE[text] ?? reader.refuse(`the function ${text} is not known`));
  reader.expect('punctuation', '(');
  const field = text === 'count' && reader.take('punctuation', '*') ? '*' : fieldName(reader);
  reader.expect('punctuation', ')');
  const name = reader.take('field', 'as') ? fieldName(reader) : `${text}(${field})`;
  return {
    name,
    compute(rows) {
      if (!combine) return rows.filter((row) => field === '*' || row.has(field)).length;
      const numbers = rows.map((row) => Number(fieldValue(row, field) ?? Number.NaN)).filter(Number.isFinite);
      return numbers.length === 0 ? undefined : combine(numbers);
    },
  };
}

const COMBINE: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  sum: (numbers) => numbers.reduce((total, number) => total + number, 0),
  avg: (numbers) => numbers.reduce((total, number) => total + number, 0) / numbers.length,
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
};

function groupsOf(rows: readonly LogRow[], by: readonly string[]) {
  const groups = new Map<string, { group: Map<string, string | number>; members: LogRow[] }>();
  if (by.length === 0) groups.set('[]', { group: new Map(), members: [] });
  for (const row of rows) {
    const group = new Map<string, string | number>();
    for (const field of by) {
      const value = fieldValue(row, field);
      if (value !== undefined) group.set(field, value);
    }
    if (group.size < by.length) continue;
    const key = JSON.stringify([...group.values()]);
    const known = groups.get(key) ?? { group, members: [] };
    known.members.push(row);
    groups.set(key, known);
  }
  return groups;
}
