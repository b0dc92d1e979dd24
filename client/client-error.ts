/** What {@link clientError} makes; client.ts publishes it as EvergrantError. */
export interface ClientError extends Error {
  readonly name: 'EvergrantError';
  readonly reason: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** An error that tells what is wrong and what repairs it. */
export function clientError(about: {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly cause?: unknown;
}): ClientError {
  const { reason, message, remedy, retryable, cause } = about;
  const error = new Error(`${message}; next: ${remedy}`, cause === undefined ? undefined : { cause });
  return Object.assign(error, { name: 'EvergrantError', reason, remedy, retryable } as const);
}

export function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === 'EvergrantError';
}
