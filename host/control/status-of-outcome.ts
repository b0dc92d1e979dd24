/** The HTTP status of an outcome: 409 for one that a person must change, 503 for one that waiting may change. */
export function statusOf(result: { kind: string; retryable?: boolean }): 200 | 409 | 503 {
  if (result.kind === 'refused') return 409;
  if (result.kind !== 'unavailable') return 200;
  return result.retryable === true ? 503 : 409;
}
