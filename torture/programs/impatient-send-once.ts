/** Stands for `adapters/token-endpoint/send-once.ts`: waits half a second for an answer instead of thirty. */
import {
  formOf,
  type Outgoing,
  sendOnce as real,
  type SendOptions,
} from '../../adapters/token-endpoint/send-once.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';

export { formOf, type Outgoing, type SendOptions };

export async function sendOnce(outgoing: Outgoing, options: SendOptions): Promise<TokenAnswer> {
  const impatient = { ...options, timeout: 500 };
  // A proxy that repeats what it passes on: the client hears the second answer.
  if (process.env.EVERGRANT_TORTURE_DOUBLE === outgoing.url) await real(outgoing, impatient);
  return await real(outgoing, impatient);
}
