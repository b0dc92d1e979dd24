import type { SinkFields } from '../../config/sink-declaration.ts';
import { fieldValue } from '../field-value.ts';
import { placeOf } from '../json-place.ts';
import { parsePointer } from '../json-pointer.ts';
import type { ShapedToken } from '../shaped-token.ts';

/** A JSON text with the declared values in it, or why there is none. */
export type PatchOutcome =
  | { readonly kind: 'written'; readonly text: string }
  | { readonly kind: 'notJson' }
  /** `nothing`: the pointer leads to no value; `several`: to one of several of the same name. `at`: how far it leads. */
  | { readonly kind: 'nothing' | 'several'; readonly pointer: string; readonly at: string }
  /** An object or a list stands there, which would be lost. */
  | { readonly kind: 'notScalar'; readonly pointer: string };

/** Puts the declared values at their places. Every other character stays: order, indent, spelling of numbers, last newline. */
export function patchedText(existing: string, at: { fields: SinkFields; token: ShapedToken }): PatchOutcome {
  if (!isJson(existing)) return { kind: 'notJson' };
  let text = existing;
  for (const [pointer, field] of at.fields) {
    const place = placeIn(text, pointer);
    if (place.kind !== 'found') return place;
    const value = JSON.stringify(fieldValue(field, at.token));
    text = text.slice(0, place.start) + value + text.slice(place.end);
  }
  return { kind: 'written', text };
}

/** The text at a place; undefined when there is none. */
export function textAt(json: string, pointer: string): string | undefined {
  if (!isJson(json)) return undefined;
  const place = placeIn(json, pointer);
  if (place.kind !== 'found') return undefined;
  const value: unknown = JSON.parse(json.slice(place.start, place.end));
  return typeof value === 'string' ? value : undefined;
}

function placeIn(
  text: string,
  pointer: string,
):
  | { readonly kind: 'found'; readonly start: number; readonly end: number }
  | Exclude<PatchOutcome, { kind: 'written' | 'notJson' }> {
  const parts = parsePointer(pointer) ?? [];
  const place = placeOf(text, parts);
  if (place.kind !== 'found') {
    return {
      kind: place.kind,
      pointer,
      at: pointer
        .split('/')
        .slice(0, place.depth + 2)
        .join('/'),
    };
  }
  const first = text[place.start];
  return first === '{' || first === '[' ? { kind: 'notScalar', pointer } : place;
}

/** Only a text that was parsed is walked over. A byte order mark is no JSON (RFC 8259 section 8.1). */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
