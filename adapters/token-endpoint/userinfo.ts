import { readPath } from '../../core/issuer/dotted-path.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { type SendOptions, sendOnce } from './send-once.ts';

/** What a probe with an access token found. */
export type Userinfo =
  /** The token works, and this account is behind it. */
  | { readonly kind: 'found'; readonly account: string }
  /** The token works; the answer holds no text or number at the path. */
  | { readonly kind: 'absent' }
  /** No 200: for core to judge. */
  | { readonly kind: 'failed'; readonly answer: TokenAnswer };

/** Asks a resource who the access token belongs to (RFC 6750 section 2.1). */
export async function fetchUserinfo(
  probe: { readonly endpoint: string; readonly path: string; readonly accessToken: SecretText },
  options: SendOptions,
): Promise<Userinfo> {
  const headers = { accept: 'application/json', authorization: `Bearer ${probe.accessToken.reveal()}` };
  const answer = await sendOnce({ url: probe.endpoint, method: 'GET', headers }, options);
  if (answer.kind !== 'answered' || answer.status !== 200 || answer.truncated)
    return { kind: 'failed', answer };
  const account = readPath(parse(answer.body), probe.path);
  if (typeof account === 'number') return { kind: 'found', account: String(account) };
  return typeof account === 'string' && account.length > 0 ? { kind: 'found', account } : { kind: 'absent' };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
