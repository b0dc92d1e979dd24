import type { WebhookUrl } from '../../core/config/alert-channel.ts';
import { Fault } from '../../core/fault.ts';
import type { Alert, Clock } from '../../core/ports.ts';
import { readRetryAfter } from '../../core/refresh/retry-after.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { webhookAddress } from './webhook-address.ts';
import { webhookBody } from './webhook-body.ts';

export interface WebhookOptions {
  /** The channel's name in the declaration. */
  readonly name: string;
  readonly url: WebhookUrl;
  readonly clock: Clock;
  /** How long an answer may take. @default 10 seconds */
  readonly timeout?: Milliseconds;
}

/**
 * Posts every notice to a webhook. An answer 429 or 5xx brings one more try, after what `Retry-After` asks for if
 * that is at most 30 seconds and after one second when it asks for nothing. Redirects are not followed: the address
 * is a secret.
 *
 * `notify` throws Fault `WebhookRefused` or `WebhookUnreachable`; neither shows the address or the answer.
 */
export function webhookAlert(options: WebhookOptions): Alert {
  return {
    notify: async (notice) => {
      const request = {
        address: await webhookAddress(options.url),
        body: JSON.stringify(webhookBody(notice)),
      };
      const first = await post(request, options);
      if (first.ok) return;
      const wait = waitBeforeRetry(first, options.clock);
      if (wait === undefined) throw refused(first, options.name);
      await options.clock.sleep(wait);
      const second = await post(request, options);
      if (!second.ok) throw refused(second, options.name);
    },
  };
}

const TIMEOUT: Milliseconds = 10 * SECOND;
const LONGEST_WAIT: Milliseconds = 30 * SECOND;
const USUAL_WAIT: Milliseconds = SECOND;

async function post(
  request: { address: SecretText; body: string },
  options: WebhookOptions,
): Promise<Response> {
  const signal = AbortSignal.timeout(options.timeout ?? TIMEOUT);
  try {
    const response = await fetch(request.address.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: request.body,
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return response;
  } catch (error) {
    // No cause: an error of the HTTP client may quote the address.
    throw new Fault({
      code: 'WebhookUnreachable',
      message: `webhook ${options.name}: ${failureOf(error, signal)}`,
      remedy:
        'see whether this machine reaches the host of the webhook, and whether its address is still right',
      retryable: true,
    });
  }
}

/** @returns undefined when another try would be refused as well, or would come too late */
function waitBeforeRetry(response: Response, clock: Clock): Milliseconds | undefined {
  if (response.status !== 429 && response.status < 500) return undefined;
  const asked = readRetryAfter(response.headers.get('retry-after') ?? undefined, clock.now()) ?? USUAL_WAIT;
  return asked <= LONGEST_WAIT ? asked : undefined;
}

function refused({ status }: Response, name: string): Fault {
  const later = status === 429 || status >= 500;
  return new Fault({
    code: 'WebhookRefused',
    message: `webhook ${name}: it answered ${status}`,
    remedy: later
      ? 'nothing; the message is sent again at the next look'
      : 'make a new incoming webhook there and put its address in place of the old one',
    retryable: later,
  });
}

function failureOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  const code = error instanceof Error ? errorNumber(error.cause) : undefined;
  return code === undefined ? 'it could not be reached' : `it could not be reached (${code})`;
}
