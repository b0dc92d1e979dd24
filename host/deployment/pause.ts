import type { Milliseconds } from '../../core/time.ts';

/** Waits, and ends at once when the signal aborts. */
export function pause(span: Milliseconds, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, span);
    signal.addEventListener('abort', end, { once: true });
  });
}
