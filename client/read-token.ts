import { clientError } from './client-error.ts';
import type { HeldToken } from './held-token.ts';
import type { SocketAnswer } from './socket-request.ts';

/** The token in an answer of the broker. @throws EvergrantError what the broker says instead */
export function readToken({ status, body }: SocketAnswer): HeldToken {
  const { accessToken, expiresAt, generation, fingerprint } = fieldsOf(body);
  if (
    status === 200 &&
    typeof accessToken === 'string' &&
    typeof generation === 'number' &&
    typeof fingerprint === 'string'
  ) {
    return {
      value: accessToken,
      expiresAt: typeof expiresAt === 'string' ? new Date(expiresAt) : undefined,
      generation,
      fingerprint,
    };
  }
  throw refusalOf(body);
}

function refusalOf(body: unknown) {
  const { reason, code, message, remedy, retryable } = fieldsOf(body);
  const name = typeof reason === 'string' ? reason : code;
  if (typeof name !== 'string' || typeof message !== 'string') {
    return clientError({
      reason: 'BrokerSpeaksOtherwise',
      message: 'the broker answered in a form that this client does not know',
      remedy: 'use the evergrant package of the version that evergrant up has',
      retryable: false,
    });
  }
  return clientError({
    reason: name,
    message,
    remedy: typeof remedy === 'string' ? remedy : 'evergrant status',
    retryable: retryable === true,
  });
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
