import { isVerificationError } from './errors/verification-error.ts';

/** An answer to a request whose token was refused, in parts that `new Response` and `writeHead` take. */
export interface Challenge {
  /** 401, or 503 when the same token may be good later. */
  readonly status: 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: `{"error","code"}`. What was expected is for your log, and not for the stranger. */
  readonly body: string;
}

/** The answer that RFC 6750 section 3 wants for what `verify` or `bearerTokenOf` threw. Any other error is thrown again. */
export function challengeOf(error: unknown): Challenge {
  if (!isVerificationError(error)) throw error;
  const { code, retryable } = error;
  const name = retryable ? 'temporarily_unavailable' : 'invalid_token';
  const body = JSON.stringify({ error: name, code });
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (retryable) return { status: 503, headers: { ...headers, 'retry-after': '5' }, body };
  // Who brought no token is told the scheme and nothing else (section 3.1).
  const detail = code === 'TokenMissing' ? '' : ` error="invalid_token", error_description="${code}"`;
  return { status: 401, headers: { ...headers, 'www-authenticate': `Bearer${detail}` }, body };
}
