import { isFault } from '../../core/fault.ts';
import type { Milliseconds } from '../../core/time.ts';
import { faultBody } from './wire-format.ts';

export interface LineOptions<T> {
  /** One item as JSON data. */
  readonly encode: (item: T) => unknown;
  /** Ends the stream from the broker's side. */
  readonly closing: AbortSignal;
  /** A blank line is sent when nothing was for this long: a peer behind a dead tunnel is noticed by it. */
  readonly heartbeat: Milliseconds;
  /** Wait for the first item before the answer begins, so that a source that fails at once is answered as a fault. */
  readonly awaitFirst: boolean;
  /** Told of an error that is no Fault. */
  readonly unexpected: (error: unknown) => void;
}

/**
 * Answers with JSON Lines, one item each, for as long as the source goes on. A source that breaks ends the stream
 * with a line `{"fault": …}`.
 *
 * @param open starts the source; its signal aborts when the reader goes or the server closes
 */
export async function lineResponse<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  options: LineOptions<T>,
): Promise<Response> {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, options.closing]);
  const items = open(signal)[Symbol.asyncIterator]();
  let pending = items.next();
  if (options.awaitFirst) await pending;
  else pending.catch(() => undefined);

  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const result = await firstOf(pending, options.heartbeat);
        // The reader left while this waited, and its leaving has closed the stream.
        if (gone.signal.aborted) return;
        if (result === 'silence') return controller.enqueue(BLANK_LINE);
        if (result.done) return controller.close();
        pending = items.next();
        pending.catch(() => undefined);
        controller.enqueue(line(options.encode(result.value)));
      } catch (error) {
        if (!isFault(error)) options.unexpected(error);
        controller.enqueue(line({ fault: faultBody(error) }));
        controller.close();
      }
    },
    cancel: () => {
      gone.abort();
      items.return?.()?.catch(() => undefined);
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/jsonl', 'cache-control': 'no-store' },
  });
}

const BLANK_LINE = new TextEncoder().encode('\n');

function line(data: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(data)}\n`);
}

async function firstOf<T>(item: Promise<T>, wait: Milliseconds): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), wait);
  });
  try {
    return await Promise.race([item, silence]);
  } finally {
    clearTimeout(timer);
  }
}
