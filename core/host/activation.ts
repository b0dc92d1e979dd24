import type { SecretText } from '../secret-text.ts';
import type { Instant, Milliseconds } from '../time.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/** A hybrid activation that was just made: by its code one machine can become the host, once. */
export interface NewActivation {
  readonly id: string;
  readonly code: SecretText;
  readonly expiresAt: Instant;
}

/** A hybrid activation as Systems Manager lists it; its code is shown never again. */
export interface ListedActivation {
  readonly id: string;
  /** `used` by as many machines as it was for; `expired` before that; else `open`. */
  readonly state: 'open' | 'used' | 'expired';
  readonly expiresAt: Instant | null;
  /** What it was made for, for people; empty: not said. */
  readonly description: string;
}

/** How long an activation can be used: no shorter and no longer. AWS itself takes 30 days. */
export const ACTIVATION_LIFE: {
  readonly least: Milliseconds;
  readonly usual: Milliseconds;
  readonly most: Milliseconds;
} = {
  least: 5 * MINUTE,
  usual: HOUR,
  most: 30 * DAY,
};

/** In whole hours, for a resource of CloudFormation: an hour less than AWS takes, so that the way there is no refusal. */
export const MOST_ACTIVATION_HOURS = ACTIVATION_LIFE.most / HOUR - 1;
