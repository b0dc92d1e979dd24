import type { SinkFields } from '../../config/sink-declaration.ts';
import { type FieldValue, fieldValue } from '../field-value.ts';
import type { ShapedToken } from '../shaped-token.ts';

/** A text with the declared lines in it, or why there is none. */
export type DotenvOutcome =
  | { readonly kind: 'written'; readonly text: string }
  /** A line of this name stands there more than once, and readers do not agree on which one counts. */
  | { readonly kind: 'several'; readonly name: string }
  /** The value cannot be written so that every reader of such files reads it back. */
  | { readonly kind: 'unquotable'; readonly name: string };

/**
 * Sets the declared variables in the text of an environment file. Lines of these names get the new value, names that are
 * missing are added at the end, and every other byte stays.
 */
export function dotenvText(existing: string, at: { fields: SinkFields; token: ShapedToken }): DotenvOutcome {
  let text = existing;
  for (const [name, field] of at.fields) {
    const value = quoted(fieldValue(field, at.token));
    if (value === undefined) return { kind: 'unquotable', name };
    const [only, ...more] = assignments(text).filter((assignment) => assignment.name === name);
    if (more.length > 0) return { kind: 'several', name };
    text = only
      ? text.slice(0, only.start) + value + text.slice(only.end)
      : appended(text, `${name}=${value}`);
  }
  return { kind: 'written', text };
}

/** The value of a variable; undefined when no line or more than one sets it. */
export function dotenvValue(text: string, name: string): string | undefined {
  const [only, ...more] = assignments(text).filter((assignment) => assignment.name === name);
  if (!only || more.length > 0) return undefined;
  const raw = text.slice(only.start, only.end);
  return /^(["'])(.*)\1$/s.exec(raw)?.[2] ?? raw;
}

/** A variable that the text sets, and where its value stands, quotes included. */
interface Assignment {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A quoted value may go over several lines; what looks like an assignment inside it is none. */
function assignments(text: string): readonly Assignment[] {
  const found: Assignment[] = [];
  const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/gm;
  for (let match = line.exec(text); match; match = line.exec(text)) {
    const start = match.index + match[0].length;
    const end = start + lengthOfValue(text.slice(start));
    found.push({ name: match[1] ?? '', start, end });
    line.lastIndex = end;
  }
  return found;
}

function lengthOfValue(rest: string): number {
  const inQuotes = /^(?:'[^']*'|"(?:[^"\\]|\\.)*")/s.exec(rest);
  if (inQuotes) return inQuotes[0].length;
  const toEnd = /^[^\r\n]*/.exec(rest)?.[0] ?? '';
  // A "#" after a blank begins a comment, which stays.
  return (/^(.*?)(?:[ \t]+#.*|[ \t]*)$/.exec(toEnd)?.[1] ?? toEnd).length;
}

function appended(text: string, line: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? text : text + newline;
  return `${before}${line}${newline}`;
}

/** Shells, systemd and the dotenv libraries agree on plain values and on single quotes without an escape. */
function quoted(value: FieldValue): string | undefined {
  const text = value === null ? '' : String(value);
  if (/^[A-Za-z0-9_.~+/=:@%,-]*$/.test(text)) return text;
  return /['\r\n\\]/.test(text) ? undefined : `'${text}'`;
}
