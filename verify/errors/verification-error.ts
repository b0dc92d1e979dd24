import type { VerificationCode } from './verification-code.ts';

/** What a rule expected and what it met. */
export interface Evidence {
  readonly expected?: string;
  readonly received?: string;
  readonly cause?: unknown;
}

/**
 * A token that is not to be trusted: one class per failed rule. The message holds what the rule expected and what it
 * met, cut short and escaped so that it fits into one line of a log; never the token.
 */
export abstract class VerificationError extends Error {
  /** The rule. */
  abstract readonly code: VerificationCode;
  /** May the same token be accepted later without anybody doing anything? Then answer 503, else 401. */
  readonly retryable: boolean = false;
  /** What the rule wanted. undefined: it wants no particular value. */
  readonly expected: string | undefined;
  /** What the token, or the server, held instead; text of a stranger. undefined: nothing, or nothing to be shown. */
  readonly received: string | undefined;

  constructor(what: string, { expected, received, cause }: Evidence = {}) {
    const wanted = expected === undefined ? '' : `: expected ${expected}`;
    const met = received === undefined ? '' : `${wanted ? ',' : ':'} received ${received}`;
    super(`${what}${wanted}${met}`, cause === undefined ? undefined : { cause });
    this.name = 'VerificationError';
    this.expected = expected;
    this.received = received;
  }
}

/** True for a {@link VerificationError}, also one of another copy of this package. */
export function isVerificationError(error: unknown): error is VerificationError {
  return error instanceof Error && error.name === 'VerificationError' && 'code' in error;
}
