import { types } from 'node:util';
import type { ErrorEvidence } from '../../core/verdict/verdict.ts';

/** How deep a chain of causes is followed. */
const DEEPEST = 3;

/**
 * Cuts an error to the fields that carry meaning. Libraries hang requests, bodies and sockets on their errors, and
 * with them tokens: nothing but name, code, message and cause is taken.
 */
export function errorEvidence(error: unknown, depth = 1): ErrorEvidence {
  // Not instanceof: an error may come from another realm, as it does where tests run.
  if (!types.isNativeError(error)) return { name: typeof error };
  const code = 'code' in error ? error.code : undefined;
  // Node joins the failures of several addresses of one name; the first stands for them all.
  const cause: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error.cause;
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: error.message,
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: errorEvidence(cause, depth + 1) }),
  };
}
