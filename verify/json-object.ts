import { DuplicateMember, TokenMalformed } from './errors/form-errors.ts';
import { shown } from './shown.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The JSON object in a part of a token.
 *
 * @param part its name, for messages
 * @throws TokenMalformed, DuplicateMember
 */
export function jsonObject(bytes: Uint8Array, part: 'header' | 'claims'): Readonly<Record<string, unknown>> {
  const text = textOf(bytes);
  const value = text === undefined ? undefined : parse(text);
  if (text === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenMalformed({ expected: `one JSON object in UTF-8 as ${part}` });
  }
  const twice = duplicateMember(text);
  if (twice !== undefined) throw new DuplicateMember({ received: `${shown(twice)} in the ${part}` });
  return { ...value };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The parser's own error is dropped: it quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first name that stands twice in one object, at any depth. `JSON.parse` keeps the last and says nothing. */
function duplicateMember(validJson: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, name] of validJson.matchAll(/[{}]|("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (name !== undefined) {
      // Two spellings of one name, such as "alg" and "\u0061lg", are one name.
      const member = String(JSON.parse(name));
      const seen = open.at(-1);
      if (seen?.has(member)) return member;
      seen?.add(member);
    }
  }
  return undefined;
}
