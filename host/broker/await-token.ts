import type { Broker, TokenResult, TokenWait } from '../../core/broker.ts';
import { untilAnother } from './until-another.ts';

/** A token, and the credential whose views tell of another. */
interface Awaited {
  readonly token: string;
  readonly credential: string;
}

/** Serves a token once there is another than the one known, or says that there is none when the wait ends. */
export async function awaitToken(
  broker: Pick<Broker, 'follow' | 'token'>,
  { token, credential }: Awaited,
  wait: TokenWait,
): Promise<TokenResult | { readonly kind: 'unchanged' }> {
  const seen = await untilAnother((signal) => broker.follow([credential], signal), wait);
  if (seen === 'unchanged') return { kind: 'unchanged' };
  const result = await broker.token(token, wait);
  // The views may run ahead of what is served; whoever waits has that token already.
  const isKnown = result.kind === 'token' && result.fingerprint === wait.unlessFingerprint;
  return isKnown ? { kind: 'unchanged' } : result;
}
