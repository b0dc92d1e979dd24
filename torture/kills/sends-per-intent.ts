import type { EvergrantEvent } from '../../core/event.ts';
import type { TokenRequestEntry } from '../../drill/authorization-server/record.ts';

/**
 * Holds the intents that a broker announced against the requests that its issuer recorded: between the beginning of
 * one intent and the next there may be one request. Broker and issuer share one clock here.
 *
 * @param grant its events and its requests, of all brokers that ran one after the other
 * @returns what is wrong, one text for each intent that sent more than once
 */
export function sentTooOften(grant: {
  events: readonly EvergrantEvent[];
  requests: readonly TokenRequestEntry[];
}): { intents: number; broken: readonly string[] } {
  const starts = grant.events
    .filter(({ type }) => type === 'refreshStarted')
    .map(({ at, details }) => ({ at, intent: String(details?.intent) }))
    .sort((left, right) => left.at - right.at);
  const sends = grant.requests
    .filter(({ grantType }) => grantType === 'refresh_token')
    .map(({ at, sent }) => ({ at: Date.parse(at), sent }));
  const broken = starts.flatMap(({ at, intent }, index) => {
    const end = starts[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const within = sends.filter((send) => send.at >= at && send.at < end);
    return within.length > 1 ? [`intent ${intent} sent ${within.map(({ sent }) => sent).join(', ')}`] : [];
  });
  const unannounced = sends.filter((send) => send.at < (starts[0]?.at ?? Number.POSITIVE_INFINITY));
  return {
    intents: starts.length,
    broken: [...broken, ...unannounced.map(({ sent }) => `no intent, sent ${sent}`)],
  };
}
