import type { Instant } from '../time.ts';

/** One token in one sink of a host, as the host reports it. */
export interface DeliveryReport {
  readonly sink: string;
  readonly token: string;
  /** Where it lies, for people. */
  readonly target: string;
  /** 0 and null before the first delivery. */
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: Instant | null;
  readonly adoption: HostAdoption;
  readonly adoptedAt: Instant | null;
  /** How many consumers ever proved which token they use. */
  readonly consumers: number;
  /** Why the last attempt failed; null when it did not. */
  readonly error: string | null;
  readonly remedy: string | null;
}

/** `stale`: a consumer still used an older token long after a newer one lay there. */
export type HostAdoption = 'adopted' | 'delivered' | 'stale' | 'unobservable';
