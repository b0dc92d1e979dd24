import type { AwsError } from './aws-error.ts';

/** What goes wrong with a call on purpose. */
export type AwsFault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'refuse'; readonly error: AwsError }
  /** The connection ends and nothing was done. */
  | { readonly kind: 'dropBefore' }
  /** The connection ends although all was done. */
  | { readonly kind: 'dropAfter' }
  /** The call waits, then goes on. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

/** Thrown inside the server to end a connection without an answer. */
export class DroppedConnection extends Error {}
