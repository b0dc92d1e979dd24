import { type GrantContext, tell } from '../grant/context.ts';
import { inForce } from '../grant/in-force.ts';
import { type Settled, sameSettled } from '../grant/settled.ts';
import type { GrantState } from '../grant/state.ts';
import { type GrantValue, writeGrantValue } from '../grant/value.ts';
import { grantSecret, grantVersionId, tokenVersionId } from '../grant/version-ids.ts';
import { readGrant, updateGrant } from '../ledger/update.ts';
import { project } from '../refresh/project.ts';
import { type Instant, type Milliseconds, SECOND } from '../time.ts';
import type { ProvenCandidate } from './candidate.ts';

/** A candidate that passed every check, and what it was asked for. */
export interface Consent {
  readonly consentId: string;
  /** The consent in force when this one began; another one since then wins. Null: there was none. */
  readonly replaces: string | null;
  readonly candidate: ProvenCandidate;
  /** When the code was exchanged, and the issuer's clock minus ours as that answer showed it. */
  readonly sentAt: Instant;
  readonly clockOffset: Milliseconds;
}

/**
 * Makes a consent the grant in force: saved, settled under the next generation, projected. It ends latch, open intent
 * and back-off; an answer of the old intent that still comes becomes an orphan.
 *
 * @returns the settled state; null when another consent was faster.
 */
export async function settleConsent(context: GrantContext, consent: Consent): Promise<GrantState | null> {
  const { ports, spec } = context;
  const fraction = ports.random.fraction();
  for (;;) {
    const before = await readGrant(ports.ledger, spec.name);
    if ((before.settled?.consentId ?? null) !== consent.replaces) return null;
    const settled = nextSettled(context, { consent, generation: (before.settled?.generation ?? 0) + 1 });
    const value = firstValue(consent, settled.generation);
    await ports.secrets.put(grantSecret(spec.name), {
      versionId: settled.grantVersionId,
      value: writeGrantValue(value),
      label: 'EVERGRANT_NEXT',
    });
    const { applied, state } = await updateGrant(ports.ledger, spec.name, (seen) => {
      if (seen.settled?.grantVersionId === settled.grantVersionId) return seen;
      if (!sameSettled(seen.settled, before.settled)) return undefined;
      const state = inForce(context, { seen, settled, value, clockOffset: consent.clockOffset, fraction });
      return { ...state, consentedAt: value.access.issuedAt, account: consent.candidate.account };
    });
    if (!applied) continue; // a refresh settled in between: the next generation is another one
    tell(context, 'consentSettled', { generation: settled.generation });
    await project(context, state);
    return state;
  }
}

/** A consent has no intent; its versions are named after consent and generation. */
function nextSettled({ ports }: GrantContext, next: { consent: Consent; generation: number }): Settled {
  const { consentId } = next.consent;
  const name = ports.digest.uuid5(consentId, String(next.generation));
  return {
    generation: next.generation,
    consentId,
    grantVersionId: grantVersionId(ports.digest, name),
    tokenVersionId: tokenVersionId(ports.digest, name),
  };
}

function firstValue({ candidate, consentId, sentAt, clockOffset }: Consent, generation: number): GrantValue {
  const { tokens, refreshToken } = candidate;
  const issuedAt = sentAt + clockOffset;
  const after = (seconds: number | null): Instant | null =>
    seconds === null ? null : issuedAt + seconds * SECOND;
  return {
    schema: 1,
    generation,
    consentId,
    parentFingerprint: null,
    refreshToken,
    access: {
      token: tokens.accessToken,
      tokenType: tokens.tokenType ?? 'Bearer',
      issuedAt,
      expiresAt: after(tokens.expiresInSeconds),
    },
    refreshTokenExpiresAt: after(tokens.refreshTokenExpiresInSeconds),
    scopes: tokens.scope ?? [],
  };
}
