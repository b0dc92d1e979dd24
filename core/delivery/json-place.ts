import type { JsonPointer } from './json-pointer.ts';

/** Where a value stands in a text: from its first character to behind its last. */
export interface JsonPlace {
  readonly kind: 'found';
  readonly start: number;
  readonly end: number;
}

/** `nothing`, `several`: `depth` reference tokens of the pointer led somewhere, the next one to no value or to more than one. */
export type PlaceOutcome = JsonPlace | { readonly kind: 'nothing' | 'several'; readonly depth: number };

/**
 * Finds the value that a pointer leads to, by walking over the text, so that it can be replaced and every other
 * character stays. A key that stands twice in an object leads nowhere: readers do not agree on which of the two counts
 * (RFC 8259 section 4).
 *
 * @param text is JSON: the caller has parsed it
 */
export function placeOf(text: string, pointer: JsonPointer): PlaceOutcome {
  let start = skipBlank(text, 0);
  for (const [depth, token] of pointer.entries()) {
    const [only, ...more] = members(text, { start, token });
    if (only === undefined) return { kind: 'nothing', depth };
    if (more.length > 0) return { kind: 'several', depth };
    start = only;
  }
  return { kind: 'found', start, end: endOf(text, start) };
}

/** Where the values of this name begin in the object, or this index in the list, that begins at `start`. */
function members(text: string, { start, token }: { start: number; token: string }): readonly number[] {
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return [];
  const found: number[] = [];
  let at = skipBlank(text, start + 1);
  for (let index = 0; text[at] !== '}' && text[at] !== ']'; index += 1) {
    let name = String(index);
    if (isObject) {
      const end = endOfString(text, at);
      name = readString(text.slice(at, end));
      at = skipBlank(text, skipBlank(text, end) + 1);
    }
    if (name === token) found.push(at);
    at = skipBlank(text, endOf(text, at));
    if (text[at] === ',') at = skipBlank(text, at + 1);
  }
  return found;
}

/** Behind the value that begins here. */
function endOf(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') return start + (/^[^\s,\]}]+/.exec(text.slice(start))?.[0].length ?? 0);
  let depth = 0;
  for (let at = start; ; ) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function readString(literal: string): string {
  const read: unknown = JSON.parse(literal);
  return typeof read === 'string' ? read : '';
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}
