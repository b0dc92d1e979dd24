import { setTimeout } from 'node:timers/promises';
import { isClientError } from './client-error.ts';
import type { HeldToken } from './held-token.ts';
import { readToken } from './read-token.ts';
import { request } from './socket-request.ts';

/** Seconds that one long poll waits; short enough that a dead connection is noticed. */
const WAIT_SECONDS = 30;
/** Milliseconds between tries while the broker is away, doubled up to the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** Yields the token at `path`, then each one that replaces it. */
export async function* watchToken(
  path: string,
  options: {
    /** Looked up anew for each question: a broker that restarts may lie elsewhere. */
    readonly socketPath: () => string;
    readonly consumer: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): AsyncIterable<HeldToken> {
  const { socketPath, consumer, signal } = options;
  let unlessFingerprint: string | undefined;
  let pause = FIRST_PAUSE;
  while (!signal?.aborted) {
    try {
      const query = { unlessFingerprint, waitSeconds: WAIT_SECONDS, minValidSeconds: 0, consumer };
      const answer = await request(socketPath(), { path, query, signal });
      if (answer.status === 304) continue;
      const token = readToken(answer);
      pause = FIRST_PAUSE;
      if (token.fingerprint === unlessFingerprint) continue;
      unlessFingerprint = token.fingerprint;
      yield token;
    } catch (error) {
      if (signal?.aborted) return;
      if (!isWorthWaiting(error)) throw error;
      // Drawn anew each time: all watchers lose a broker that restarts in the same moment.
      await setTimeout(pause * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {}).catch(
        () => {},
      );
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}

/** A name that nobody declared and a socket that is somebody else's stay so. */
function isWorthWaiting(error: unknown): boolean {
  if (!isClientError(error)) return false;
  if (error.reason === 'BrokerUnreachable') return error.retryable;
  return !['UnknownToken', 'BadRequest', 'UnknownRoute', 'BrokerSpeaksOtherwise'].includes(error.reason);
}
