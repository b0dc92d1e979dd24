import type { GrantView } from '../../core/broker.ts';
import { SECOND } from '../../core/time.ts';

/**
 * Follows a grant until its token has another fingerprint than the one known, or the time is over.
 *
 * @returns `unchanged` when that very token was in force to the end, and when who waits has gone; `another` when another
 * one is, or none was, or one is made as soon as it is asked for
 */
export async function untilAnother(
  follow: (signal: AbortSignal) => AsyncIterable<GrantView>,
  wait: { unlessFingerprint?: string; waitSeconds: number; signal?: AbortSignal },
): Promise<'another' | 'unchanged'> {
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, wait.waitSeconds * SECOND);
  wait.signal?.addEventListener('abort', end, { once: true });
  if (wait.signal?.aborted) end();
  let last: string | null = null;
  try {
    for await (const { fingerprint, onDemand } of follow(over.signal)) {
      if (fingerprint === null && onDemand) return 'another';
      last = fingerprint;
      if (fingerprint !== null && fingerprint !== wait.unlessFingerprint) return 'another';
    }
    return last !== null || wait.signal?.aborted === true ? 'unchanged' : 'another';
  } finally {
    clearTimeout(timer);
    wait.signal?.removeEventListener('abort', end);
    end();
  }
}
