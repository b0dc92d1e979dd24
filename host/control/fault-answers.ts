import type { Context, Hono } from 'hono';
import { type Fault, isFault } from '../../core/fault.ts';
import { faultBody } from './wire-format.ts';

/**
 * Answers faults as JSON with their status.
 *
 * @param options `unknownRoute`: the fault of a request that no route takes. `unexpected`: told of errors that are no Fault
 */
export function answerFaults(
  routes: Hono,
  options: { unknownRoute: (c: Context) => Fault; unexpected: (error: unknown) => void },
): void {
  routes.notFound((c) => {
    const fault = options.unknownRoute(c);
    return c.json(faultBody(fault), statusOfFault(fault));
  });
  routes.onError((error, c) => {
    if (!isFault(error)) options.unexpected(error);
    return c.json(faultBody(error), isFault(error) ? statusOfFault(error) : 500);
  });
}

function statusOfFault({ code, retryable }: Fault): 400 | 403 | 404 | 413 | 500 | 503 {
  return STATUS_OF_CODE[code] ?? (code.startsWith('Unknown') ? 404 : retryable ? 503 : 500);
}

const STATUS_OF_CODE: Partial<Record<string, 400 | 403 | 413>> = {
  BadRequest: 400,
  NotServedHere: 403,
  BodyTooLarge: 413,
};
