import { refreshAtOf } from '../refresh/schedule.ts';
import { tokenEndOf } from '../refresh/token-end.ts';
import type { Milliseconds } from '../time.ts';
import type { GrantContext } from './context.ts';
import { accountOf } from './proof.ts';
import type { Settled } from './settled.ts';
import type { GrantState, SupersededVersions } from './state.ts';
import type { GrantValue } from './value.ts';

/** A saved value about to become the truth. */
export interface Succession {
  readonly seen: GrantState;
  readonly settled: Settled;
  readonly value: GrantValue;
  readonly clockOffset: Milliseconds;
  /** Uniform in [0, 1): places the next refresh, drawn once. */
  readonly fraction: number;
}

/** The state in which a value is in force and no trouble is left; refresh and consent both end in it. */
export function inForce({ spec, ports }: GrantContext, succession: Succession): GrantState {
  const { seen, settled, value, clockOffset } = succession;
  const { issuedAt, expiresAt } = value.access;
  const { standing: _, ...before } = seen;
  return {
    ...before,
    ...(value.refreshToken === null && { standing: true }),
    ...(spec.authority.kind === 'standing' && { account: accountOf(spec.authority.proof) }),
    settled,
    superseded: [...seen.superseded, ...(seen.settled ? [versionsOf(seen.settled)] : [])],
    // What is in force is no orphan: a sweep may have come upon it before it was settled.
    orphans: seen.orphans.filter((versionId) => versionId !== settled.grantVersionId),
    lock: null,
    intent: null,
    latch: null,
    unsettled: null,
    backoff: null,
    accessRefusedAt: null,
    issuedAt,
    expiresAt,
    refreshAt: Math.min(
      issuedAt + (spec.verifyEvery ?? Number.POSITIVE_INFINITY),
      refreshAtOf({
        issuedAt,
        expiresAt: tokenEndOf({ issuedAt, expiresAt, accessTokenLife: spec.profile.accessTokenLife })
          .expiresAt,
        refreshAfter: spec.refreshAfter,
        jitterFraction: succession.fraction,
      }),
    ),
    fingerprint: ports.digest.fingerprint(value.access.token),
    refreshTokenExpiresAt: value.refreshTokenExpiresAt,
    lastUsedAt: issuedAt,
    rotationSeen: seen.rotationSeen || isRotated({ spec, ports }, value),
    scopes: value.scopes,
    clockOffset,
    lastVerdict: {
      class: 'ok',
      reason: 'Refreshed',
      message: 'the issuer gave a new access token',
      at: issuedAt,
    },
  };
}

function versionsOf({ grantVersionId, tokenVersionId }: Settled): SupersededVersions {
  return { grantVersionId, tokenVersionId };
}

/** Did the issuer send a successor of the refresh token that was spent for this value? */
function isRotated({ ports }: GrantContext, value: GrantValue): boolean {
  return (
    value.parentFingerprint !== null &&
    value.refreshToken !== null &&
    value.parentFingerprint !== ports.digest.fingerprint(value.refreshToken)
  );
}
