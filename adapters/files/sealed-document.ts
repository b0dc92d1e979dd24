import { createHash } from 'node:crypto';

/**
 * A sealed document is a JSON file that proves two things about itself: no byte of it changed since it was written,
 * and it lies where it was written to. `jq . FILE` shows it.
 *
 * The proof compares bytes and not values: reading rebuilds the whole text from what it parsed, so that a flipped bit
 * that JSON would forgive (white space, the case of a hex digit) is found as well.
 */
export function seal(place: string, content: unknown): Uint8Array {
  const body = { schema: 1, place, content };
  const checksum = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return new TextEncoder().encode(`${JSON.stringify({ ...body, checksum })}\n`);
}

/** What a sealed document turned out to be. */
export type Unsealed =
  | { readonly kind: 'sound'; readonly content: unknown }
  /** Its bytes are not what was written, or were written for another place. */
  | { readonly kind: 'damaged' };

/** @param place the logical place that the document was sealed for, such as `ledger/grant/crew-sheets#42` */
export function unseal(place: string, bytes: Uint8Array): Unsealed {
  const content = contentOf(bytes);
  if (content === undefined || !sameBytes(seal(place, content), bytes)) return DAMAGED;
  return { kind: 'sound', content };
}

const DAMAGED: Unsealed = { kind: 'damaged' };

function contentOf(bytes: Uint8Array): unknown {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(parsed) ? parsed.content : undefined;
  } catch {
    return undefined;
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Narrows parsed JSON to an object whose fields may be looked at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
