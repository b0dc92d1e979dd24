import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { credentialState, type GrantState } from '../../core/grant/state.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { forecastOf } from '../../core/incident/incidents.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import { dueAt } from '../../core/refresh/next-look.ts';
import type { CredentialStatus, DeliveryStatus } from '../../core/status.ts';
import { type Instant, isoOrNull, SECOND, toIso } from '../../core/time.ts';
import { incidentStatus } from './incident-status.ts';

/** What is known of a grant, wherever its ledger is. */
export interface CredentialLook {
  readonly state: GrantState;
  /** Undefined while the issuer's discovery document was not fetched. */
  readonly profile: ClientProfile | undefined;
  /** Its open incident. */
  readonly incident: Incident | null;
  readonly deliveries: readonly DeliveryStatus[];
  /** This machine's clock. */
  readonly now: Instant;
}

/** How one grant is, for `evergrant status`. */
export function credentialStatus(grant: GrantDeclaration, at: CredentialLook): CredentialStatus {
  const { state, profile, incident, deliveries } = at;
  const ends = forecastOf({ grant, state, profile });
  const due = dueAt(state);
  const now = at.now + state.clockOffset;
  const { lastVerdict, expiresAt } = state;
  // A token that a resource refused is over, whatever its expiry says.
  const end =
    state.accessRefusedAt === null || expiresAt === null
      ? expiresAt
      : Math.min(expiresAt, state.accessRefusedAt);
  return {
    name: grant.name,
    kind: 'grant',
    standing: needsNoConsent(grant),
    state: credentialState(state),
    issuer: profile?.issuer ?? issuerName(grant),
    account: state.account ?? declaredAccount(grant),
    scopes: state.scopes,
    generation: state.settled?.generation ?? 0,
    fingerprint: state.fingerprint,
    expiresAt: isoOrNull(localTime(expiresAt, state)),
    secondsLeft: end === null ? null : Math.max(0, Math.floor((end - now) / SECOND)),
    refreshAt: isoOrNull(localTime(due === null ? null : Math.max(due, now), state)),
    consentedAt: isoOrNull(localTime(state.consentedAt, state)),
    forecast: { endsAt: isoOrNull(localTime(ends.endsAt, state)), basis: ends.basis, because: ends.because },
    lastVerdict: lastVerdict && { ...lastVerdict, at: toIso(lastVerdict.at) },
    consecutiveFailures: state.backoff?.failures ?? 0,
    deliveries,
    incident: incidentStatus(incident),
  };
}

/** Whose access the declaration says that it is; null: it does not say. */
function declaredAccount(grant: GrantDeclaration): string | null {
  switch (grant.kind) {
    case 'consent':
      return grant.account ?? null;
    case 'service-account':
      return grant.subject ?? null;
    case 'aws-federation':
      return grant.federation.kind === 'declared' ? (grant.federation.serviceAccount ?? null) : null;
    case 'client-credentials':
      return null;
  }
}

function issuerName(grant: GrantDeclaration): string {
  if (!('client' in grant)) return 'google';
  const { base } = grant.client.issuer;
  if (base.kind === 'preset') return base.preset.name;
  return base.kind === 'discovery' ? base.url : new URL(base.tokenEndpoint).origin;
}

/** The ledger keeps the issuer's time; people read this machine's. */
function localTime(instant: Instant | null, { clockOffset }: GrantState): Instant | null {
  return instant === null ? null : instant - clockOffset;
}
