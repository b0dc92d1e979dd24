/**
 * Where a text stops being JSON, as a line that counts from 1; undefined when it is JSON. The parser of the platform
 * does not always tell, and its messages quote the text, which here holds secrets.
 */
export function jsonErrorLine(text: string): number | undefined {
  if (isJson(text)) return undefined;
  const end = skipSpace(text, valueEnd(text, 0));
  const offset = Math.min(text.length, end < 0 ? -1 - end : end);
  return text.slice(0, offset).split('\n').length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Offsets below zero say where it went wrong: -1 - offset. */
type End = number;

const wrongAt = (offset: number): End => -1 - offset;

// A control character in a string is an error too: of those, line ends and tabs occur.
const SCALAR =
  /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const KEY = /"(?:[^"\\\n\r\t]|\\.)*"/y;
const SPACE = /[ \t\r\n]*/y;

function valueEnd(text: string, from: number): End {
  const start = skipSpace(text, from);
  const open = text[start];
  if (open === '{' || open === '[') return membersEnd(text, { start, close: open === '{' ? '}' : ']' });
  const end = matchEnd(SCALAR, { text, from: start });
  return end === undefined ? wrongAt(start) : end;
}

function membersEnd(text: string, { start, close }: { start: number; close: '}' | ']' }): End {
  let at = skipSpace(text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    if (close === '}') {
      const key = matchEnd(KEY, { text, from: at });
      if (key === undefined) return wrongAt(at);
      const colon = skipSpace(text, key);
      if (text[colon] !== ':') return wrongAt(colon);
      at = colon + 1;
    }
    const end = valueEnd(text, at);
    if (end < 0) return end;
    const next = skipSpace(text, end);
    if (text[next] === close) return next + 1;
    if (text[next] !== ',') return wrongAt(next);
    at = skipSpace(text, next + 1);
  }
}

function skipSpace(text: string, from: End): End {
  return from < 0 ? from : (matchEnd(SPACE, { text, from }) ?? from);
}

function matchEnd(pattern: RegExp, { text, from }: { text: string; from: number }): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
