/** A JSON Pointer (RFC 6901), taken apart: the reference tokens from the top. Empty: the whole document. */
export type JsonPointer = readonly string[];

/**
 * Takes a JSON Pointer apart and undoes its escapes.
 *
 * @returns undefined when the text is none: it does not start with "/", or a "~" stands alone
 */
export function parsePointer(text: string): JsonPointer | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  // "~01" is "~1" and not "/": the order of the two matters (RFC 6901 section 4).
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
