import type { CredentialState } from './grant/state.ts';
import type { Severity } from './incident/incident.ts';

/**
 * What `evergrant status --json` prints and the control socket answers. Instants are ISO 8601 text; nothing in it is
 * secret. Fields are only ever added.
 */
export interface StatusDocument {
  readonly schema: 1;
  readonly at: string;
  readonly deployment: string;
  readonly broker: { readonly pid: number; readonly since: string; readonly version: string };
  readonly credentials: readonly CredentialStatus[];
  readonly daemons: readonly DaemonStatus[];
  /** Things a person should know that concern no single credential: clock off, state damaged. */
  readonly findings: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
}

export interface CredentialStatus {
  readonly name: string;
  readonly kind: 'grant';
  readonly state: CredentialState;
  readonly issuer: string;
  readonly account: string | null;
  readonly scopes: readonly string[];
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly expiresAt: string | null;
  /** Life left of the access token; null: not known. */
  readonly secondsLeft: number | null;
  readonly refreshAt: string | null;
  readonly consentedAt: string | null;
  readonly forecast: {
    readonly endsAt: string | null;
    readonly basis: string;
    readonly because: string;
  };
  readonly lastVerdict: {
    readonly class: string;
    readonly reason: string;
    readonly message: string;
    readonly at: string;
  } | null;
  readonly consecutiveFailures: number;
  readonly deliveries: readonly DeliveryStatus[];
  readonly incident: {
    readonly severity: Severity;
    readonly reason: string;
    readonly message: string;
    readonly remedy: string;
    readonly openedAt: string;
  } | null;
}

export interface DeliveryStatus {
  readonly sink: string;
  readonly target: string;
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: string | null;
  readonly adoption: 'adopted' | 'delivered' | 'unobservable';
  readonly adoptedAt: string | null;
  /** Each consumer that proved which token it uses. */
  readonly consumers: readonly ConsumerStatus[];
  /** What is declared to follow a delivery; null: nothing is due, or it is done. */
  readonly followUp: {
    readonly failures: number;
    readonly error: string | null;
    readonly nextAt: string;
  } | null;
  readonly error: string | null;
}

/** What a consumer proved last. `delivered`: an older token than the one that lies in the sink. */
export interface ConsumerStatus {
  readonly consumer: string;
  readonly adoption: 'adopted' | 'delivered' | 'stale';
  readonly generation: number | null;
  readonly fingerprint: string;
  readonly provenAt: string;
  readonly how: 'acknowledged' | 'fetched' | 'probed' | 'refused';
}

export interface DaemonStatus {
  readonly name: string;
  readonly state: 'idle' | 'running' | 'held' | 'backingOff' | 'unknown';
  readonly consecutiveFailures: number;
  readonly intervalSeconds: number | null;
  readonly nextRunAt: string | null;
  readonly lastRun: {
    readonly kind: string;
    readonly at: string;
    readonly exitCode: number | null;
    readonly reason: string | null;
  } | null;
  readonly limitsReached: number;
}
