import type { Instant } from './time.ts';

/** What can happen to a credential; the first word of every line of `evergrant events` and of the drill's timeline. */
export const EVENT_TYPES = [
  'brokerStarted',
  'brokerStopping',
  'refreshStarted',
  'refreshed',
  'refreshFailed',
  'answerLost',
  'recovered',
  'orphaned',
  'spilled',
  'unsettled',
  'consentRequired',
  'consentBegun',
  'consentRefused',
  'consentSettled',
  'keySet',
  'rotationStarted',
  'rotated',
  'rotationFailed',
  'keyRetired',
  'keyRefused',
  'signingKeyPublished',
  'signingKeyPromoted',
  'signingKeyWithdrawn',
  'tokenMinted',
  'delivered',
  'deliveryFailed',
  'afterDeliveryFailed',
  'adopted',
  'incidentOpened',
  'incidentReminded',
  'incidentClosed',
  'clockOff',
  'finding',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** One thing that happened. It names credentials and fingerprints, never a secret. */
export interface EvergrantEvent {
  readonly schema: 1;
  readonly at: Instant;
  readonly type: EventType;
  /** The grant's name; absent for what concerns the broker as a whole. */
  readonly credential?: string;
  readonly generation?: number;
  /** PascalCase reason, where there is one. */
  readonly reason?: string;
  /** One sentence for people. */
  readonly message?: string;
  /** Further fields by name: fingerprints, ISO instants, counts. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}
