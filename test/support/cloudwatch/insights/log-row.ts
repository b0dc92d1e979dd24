import { isJsonObject, type Json, parseJson } from '../../json.ts';
import { NotUnderstood } from '../../not-understood.ts';

/** The fields of one row of a query. */
export type LogRow = ReadonlyMap<string, string | number | boolean>;

/** A line of a log group. */
export interface LogEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: string;
}

/** `@timestamp`, `@message`, and the fields of a JSON message by dotted names, lists by number. */
export function rowOf(event: LogEvent): LogRow {
  const row = ROWS.get(event) ?? readRow(event);
  ROWS.set(event, row);
  return row;
}

/** A scheduled query sees the same lines again and again. */
const ROWS = new WeakMap<LogEvent, LogRow>();

function readRow({ at, message }: LogEvent): LogRow {
  const row = new Map<string, string | number | boolean>([
    ['@timestamp', at],
    ['@message', message],
  ]);
  const document = message.trimStart().startsWith('{') ? parseJson(message) : undefined;
  if (document !== undefined && isJsonObject(document)) addFields(row, document, '');
  return row;
}

/** @throws NotUnderstood for a boolean, whose form in Insights is not documented */
export function fieldValue(row: LogRow, field: string): string | number | undefined {
  const value = row.get(field);
  if (typeof value === 'boolean') throw new NotUnderstood(`a query that looks at the boolean ${field}`);
  return value;
}

function addFields(row: Map<string, string | number | boolean>, value: Json, path: string): void {
  if (typeof value === 'object' && value !== null) {
    const members: readonly (readonly [string, Json])[] = Object.entries(value);
    for (const [name, member] of members) addFields(row, member, path === '' ? name : `${path}.${name}`);
    return;
  }
  if (value !== null) row.set(path, value);
}
