import type { Clock } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';

/** An answer to CloudFormation, on its way. */
export interface Sending {
  /** The presigned address: whoever has it can answer in our place. */
  readonly address: SecretText;
  /** JSON; it may hold secrets. */
  readonly body: SecretText;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** After it no try begins. */
  readonly until: Instant;
  /** How long one try may take. @default 5 s */
  readonly timeout?: Milliseconds;
}

/** What is known of an answer afterwards. */
export type Sent =
  | { readonly kind: 'taken' }
  /** It did not arrive, and no other try would. `status`: of HTTP */
  | { readonly kind: 'refused'; readonly status: number }
  /** No try was answered, or only with an error of the other side: it may have arrived. */
  | { readonly kind: 'unknown' };

/**
 * Puts the answer of a custom resource where CloudFormation waits for it, once a second and slower until somebody has
 * it: a lost answer hangs a stack until its time-out. An answer put twice counts once. Redirects are not followed: body
 * and address are secrets. Never throws, and no error of the HTTP client, which may quote the address, gets out.
 *
 * @see AWS CloudFormation User Guide, "Custom resource response objects"
 */
export async function sendAnswer(sending: Sending): Promise<Sent> {
  const { clock, until } = sending;
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const status = await put(sending);
    if (status !== undefined && status < 300) return { kind: 'taken' };
    if (status !== undefined && status < 500 && !TRY_AGAIN.has(status)) return { kind: 'refused', status };
    if (clock.now() + pause >= until) return { kind: 'unknown' };
    await clock.sleep(pause);
  }
}

const LONGEST_PAUSE: Milliseconds = 8 * SECOND;
const TIMEOUT: Milliseconds = 5 * SECOND;

/** Request Timeout and Too Many Requests. */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 429]);

/** @returns the status; undefined where there was no answer */
async function put({ address, body, timeout = TIMEOUT }: Sending): Promise<number | undefined> {
  try {
    const response = await fetch(address.reveal(), {
      method: 'PUT',
      // Bytes, for a text would bring a content type, which the address was not signed for.
      body: new TextEncoder().encode(body.reveal()),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
