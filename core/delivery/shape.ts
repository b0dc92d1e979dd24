import type { SinkShape } from '../config/declaration.ts';
import type { TokenValue } from '../grant/value.ts';
import { SecretText } from '../secret-text.ts';
import { toIso } from '../time.ts';

/** A token on its way into a file. */
export interface ShapedToken {
  readonly value: TokenValue;
  /** First 12 hex digits of the access token's SHA-256. */
  readonly fingerprint: string;
}

/** The whole content of a token file. */
export function writeShape(shape: SinkShape, token: ShapedToken): SecretText {
  return new SecretText(`${shape === 'raw' ? token.value.access.token.reveal() : accessTokenJson(token)}\n`);
}

/**
 * The access token in a file of this shape.
 *
 * @returns undefined when the text is of another shape
 */
export function readShape(shape: SinkShape, text: SecretText): SecretText | undefined {
  return shape === 'raw' ? firstLine(text) : accessTokenOf(text);
}

/**
 * Names are those of RFC 6749 section 5.1. `expires_in` is left out on purpose: it counts from the answer of the
 * token endpoint, and a reader of a file would count it from the moment of reading.
 */
function accessTokenJson({ value, fingerprint }: ShapedToken): string {
  const { access, scopes, generation } = value;
  return JSON.stringify({
    access_token: access.token.reveal(),
    token_type: access.tokenType,
    expires_at: access.expiresAt === null ? null : toIso(access.expiresAt),
    scope: scopes.join(' '),
    generation,
    fingerprint,
  });
}

function firstLine(text: SecretText): SecretText | undefined {
  const [line = '', ...rest] = text.reveal().split('\n');
  const alone = line !== '' && rest.every((other) => other === '');
  return alone ? new SecretText(line) : undefined;
}

function accessTokenOf(text: SecretText): SecretText | undefined {
  try {
    const parsed: unknown = JSON.parse(text.reveal());
    if (typeof parsed !== 'object' || parsed === null || !('access_token' in parsed)) return undefined;
    return typeof parsed.access_token === 'string' ? new SecretText(parsed.access_token) : undefined;
  } catch {
    return undefined;
  }
}
