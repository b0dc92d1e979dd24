import { base64url } from 'jose';
import { TokenMalformed, TokenTooLarge } from './errors/form-errors.ts';

/**
 * Base64url without padding (RFC 7515 section 2), its unused last bits zero (RFC 4648 section 3.5): else one signature has
 * several spellings, and a token several fingerprints.
 */
const PART = '(?:[\\w-]{4})*(?:[\\w-][AQgw]|[\\w-]{2}[AEIMQUYcgkosw048])?';
/** An unsigned token has an empty third part. */
const COMPACT = new RegExp(`^(${PART})\\.${PART}\\.${PART}$`);

/**
 * The bytes of a token's header. The size is looked at before anything else.
 *
 * @param maximumSize in characters
 * @throws TokenTooLarge, TokenMalformed
 */
export function headerBytes(token: unknown, maximumSize: number): Uint8Array {
  if (typeof token !== 'string') throw new TokenMalformed({ expected: 'text' });
  if (token.length > maximumSize) {
    throw new TokenTooLarge({
      expected: `at most ${maximumSize} characters`,
      received: String(token.length),
    });
  }
  const header = COMPACT.exec(token)?.[1];
  if (header === undefined) throw new TokenMalformed({ expected: 'three parts in base64url' });
  return base64url.decode(header);
}
