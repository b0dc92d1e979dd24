import type { HeldToken } from './held-token.ts';

/** Where tokens come from. */
export interface TokenSource {
  current(signal: AbortSignal): Promise<HeldToken>;
  /** Another one than the token that was refused. */
  another(refused: HeldToken, signal: AbortSignal): Promise<HeldToken>;
}

/** A `fetch` that sends a token as bearer and retries once after 401. */
export function fetchWithToken(source: TokenSource): typeof fetch {
  return async (input, init) => {
    const first = new Request(input, init);
    // A stream that the caller gave is read by the first try; a body of fixed content is copied for the second.
    const second = init?.body instanceof ReadableStream ? undefined : first.clone();
    const token = await source.current(first.signal);
    const answer = await fetch(withBearer(first, token));
    if (answer.status !== 401 || !second) return answer;
    const other = await source.another(token, first.signal).catch(() => undefined);
    first.signal.throwIfAborted();
    if (!other || other.fingerprint === token.fingerprint) return answer;
    await answer.body?.cancel();
    return await fetch(withBearer(second, other));
  };
}

function withBearer(request: Request, { value }: HeldToken): Request {
  request.headers.set('authorization', `Bearer ${value}`);
  return request;
}
