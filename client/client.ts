import { isClientError } from './client-error.ts';
import { fetchWithToken } from './fetch-with-token.ts';
import { findSocket } from './find-socket.ts';
import { readToken } from './read-token.ts';
import { request } from './socket-request.ts';
import { watchToken } from './watch-token.ts';

/** Where the broker is, and who asks. */
export interface ClientOptions {
  /**
   * Path of the control socket, or of a token socket.
   *
   * @default `$EVERGRANT_SOCKET`, else `control.sock` in this user's default state directory of the deployment, else, where
   * that is not there, `/run/evergrant/<deployment>/tokens.sock`
   */
  readonly socketPath?: string;
  /** Names the default places. @default 'default' */
  readonly deployment?: string;
  /** Who asks, 1 to 64 characters: `evergrant status` then shows which token this program uses. @default nobody */
  readonly consumer?: string;
}

/** A token to be used now. It is a secret: `value` belongs into an Authorization header and nowhere else. */
export interface Token {
  readonly value: string;
  /** undefined: the issuer does not tell. */
  readonly expiresAt: Date | undefined;
  /** Counts up with every refresh. */
  readonly generation: number;
  /** First 12 hexadecimal digits of the SHA-256 of `value`; fit for logs. */
  readonly fingerprint: string;
}

/** Speaks to the broker of this machine. It holds nothing between calls, and never a refresh token. */
export interface EvergrantClient {
  /**
   * A token that lives at least `minValid` seconds from now; the broker refreshes it first if it must, once for all
   * who ask.
   *
   * @param options `minValid`: seconds. Default: 60, or half the declared lifetime where that is less
   * @throws EvergrantError
   */
  token(
    name: string,
    options?: { readonly minValid?: number; readonly signal?: AbortSignal },
  ): Promise<Token>;
  /**
   * The token in force, then each new one as soon as it is there. Ends when the signal aborts. A broker that is away
   * and a grant that waits for its owner are waited for.
   *
   * @throws EvergrantError when there is no such token or this user may not ask
   */
  watch(name: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<Token>;
  /**
   * A `fetch` that sends the token as bearer (RFC 6750). An answer of 401 is retried exactly once, with a token of
   * another fingerprint; if there is none, or the body was a stream, the 401 is the answer. Give it only addresses
   * that may see the token.
   *
   * @throws EvergrantError when no token can be had for the first call
   */
  createFetch(name: string, options?: { readonly minValid?: number }): typeof fetch;
}

/** No token, and what to do about it. The message never holds a token. */
export interface EvergrantError extends Error {
  readonly name: 'EvergrantError';
  /** Stable and in PascalCase, such as `RefreshTokenRevoked`, `UnknownToken`, `BrokerUnreachable`. */
  readonly reason: string;
  /** The next command. */
  readonly remedy: string;
  /** Would asking again later help without anybody doing anything? */
  readonly retryable: boolean;
}

/** A client of the broker on this machine. It connects at each call, so it may be made before the broker starts. */
export function createClient(options: ClientOptions = {}): EvergrantClient {
  const socketPath = () => findSocket(options);
  const { consumer } = options;
  const client: EvergrantClient = {
    token: async (name, { minValid, signal } = {}) => {
      const query = { minValidSeconds: minValid, consumer };
      return readToken(await request(socketPath(), { path: tokenPath(name), query, signal }));
    },
    watch: (name, { signal } = {}) => watchToken(tokenPath(name), { socketPath, consumer, signal }),
    createFetch: (name, { minValid } = {}) =>
      fetchWithToken({
        current: (signal) => client.token(name, { ...(minValid === undefined ? {} : { minValid }), signal }),
        another: async ({ fingerprint }, signal) => {
          const body = { fingerprint, consumer };
          const path = `${tokenPath(name)}/refusals`;
          return readToken(await request(socketPath(), { path, body, signal }));
        },
      }),
  };
  return client;
}

/** Tells an {@link EvergrantError} from any other, also across copies of this package. */
export function isEvergrantError(error: unknown): error is EvergrantError {
  return isClientError(error);
}

function tokenPath(name: string): string {
  return `/v1/tokens/${encodeURIComponent(name)}`;
}
