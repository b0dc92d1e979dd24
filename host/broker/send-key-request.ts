import { type SendOptions, sendOnce } from '../../adapters/token-endpoint/send-once.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { KeyRequest } from '../../core/rotate/key-api.ts';

export interface SendKeyOptions extends SendOptions {
  /** Where the API is. */
  readonly origin: string;
}

/** Sends a request to a management API exactly once, as {@link sendOnce} does; its key goes into a header and nowhere else. */
export async function sendKeyRequest(
  { method, path, key, body }: KeyRequest,
  { origin, ...options }: SendKeyOptions,
): Promise<TokenAnswer> {
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${key.reveal()}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const url = `${origin.replace(/\/+$/, '')}${path}`;
  return await sendOnce({ url, method, headers, ...(body === undefined ? {} : { body }) }, options);
}
