import type { Severity } from '../incident/incident.ts';
import { formatSpan, type Instant, type Milliseconds } from '../time.ts';
import { type StaleConsumer, staleConsumers } from './adoption.ts';
import { AFTER_DELIVERY_GRACE } from './after-delivery.ts';
import type { DeliveryRecord } from './delivery-record.ts';

/** Something that keeps a fresh token from its consumers and that a person should know. */
export interface DeliveryTrouble {
  readonly severity: Severity;
  readonly reason: 'DeliveryFailed' | 'AfterDeliveryFailed' | 'StaleInMemory';
  readonly message: string;
  readonly remedy: string;
}

/** A sink's record with what its declaration says of adoption. */
export interface DeliveryLook {
  readonly record: DeliveryRecord;
  /** Where the token lies, for people. */
  readonly target: string;
  readonly within: Milliseconds;
  readonly now: Instant;
}

/** What is wrong with one sink, the gravest first. */
export function deliveryTroubles(look: DeliveryLook): readonly DeliveryTrouble[] {
  return [...notWritten(look), ...notFollowed(look), ...stale(look)];
}

function notWritten({ record }: DeliveryLook): readonly DeliveryTrouble[] {
  if (record.error === null) return [];
  return [
    {
      severity: 'critical',
      reason: 'DeliveryFailed',
      message: `a fresh token does not reach its consumers: ${record.error}`,
      remedy: `${record.remedy ?? 'repair the sink'}, then: evergrant status ${record.grant}`,
    },
  ];
}

function notFollowed({ record, now }: DeliveryLook): readonly DeliveryTrouble[] {
  const { after, sink, grant } = record;
  if (!after?.error || after.failingSince === null || now - after.failingSince < AFTER_DELIVERY_GRACE)
    return [];
  const tries = `${after.failures} ${after.failures === 1 ? 'try' : 'tries'} in ${formatSpan(now - after.failingSince)}`;
  return [
    {
      severity: 'warning',
      reason: 'AfterDeliveryFailed',
      message: `sink ${sink} holds the new token, and what is to follow fails (${tries}): ${after.error}`,
      remedy: `correct sinks.${sink}.afterDelivery, then: evergrant status ${grant}`,
    },
  ];
}

function stale({ record, target, within, now }: DeliveryLook): readonly DeliveryTrouble[] {
  const [first, ...more] = staleConsumers(record, { within, now });
  if (!first) return [];
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return [
    {
      severity: 'warning',
      reason: 'StaleInMemory',
      message: `${first.consumer} ${WORD[first.how]} generation ${first.generation} (${first.fingerprint}) ${formatSpan(first.provenAt - first.newerSince)} after a newer token was delivered to ${record.sink}${others}`,
      remedy: `restart ${consumersOf(first, more)}, or make it read ${target} again before each use`,
    },
  ];
}

const WORD: Record<StaleConsumer['how'], string> = {
  acknowledged: 'acknowledged',
  fetched: 'fetched',
  probed: 'was seen to use',
  refused: 'was refused with',
};

function consumersOf(first: StaleConsumer, more: readonly StaleConsumer[]): string {
  return [first, ...more.slice(0, 4)].map(({ consumer }) => consumer).join(', ');
}
