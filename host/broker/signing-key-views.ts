import type { GrantView, RotateResult } from '../../core/broker.ts';
import type { SigningKeyOutcome } from '../../core/signing-key/outcome.ts';
import { signingKeyAt } from '../../core/signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../../core/signing-key/state.ts';
import type { Instant } from '../../core/time.ts';

/** A signing key as its followers see it: in the words of a grant. */
export function signingKeyView(
  name: string,
  { state, now }: { state: SigningKeyState; now: Instant },
): GrantView {
  const key = signingKeyAt(state, now);
  return {
    grant: name,
    state: key ? (state.rotation ? 'refreshing' : 'healthy') : 'noGrant',
    generation: key?.generation ?? 0,
    fingerprint: key ? fingerprintOf(key.publicKey.kid) : null,
    expiresAt: null,
    latch: null,
    remedy: `evergrant status ${name}`,
    onDemand: true,
  };
}

/** What a look at a signing key means for whoever asked for its rotation. */
export function rotatedSigningKey(
  name: string,
  { outcome, state }: { outcome: SigningKeyOutcome; state: SigningKeyState },
): RotateResult {
  switch (outcome.kind) {
    case 'rotated': {
      const { generation, kid, signsFrom, previousEndsAt, dying } = outcome;
      const ended = dying.map(({ name: token, id: jti, ...rest }) => ({ token, jti, ...rest }));
      const fingerprint = fingerprintOf(kid);
      return {
        kind: 'rotated',
        generation,
        fingerprint,
        previousEndsAt,
        signing: { kid, signsFrom, ended },
      };
    }
    case 'fresh': {
      const newest = state.published.at(-1);
      return {
        kind: 'fresh',
        generation: newest?.generation ?? 0,
        fingerprint: newest ? fingerprintOf(newest.publicKey.kid) : '',
        dueAt: state.rotateAt,
      };
    }
    case 'busy':
      return {
        kind: 'unavailable',
        reason: 'Busy',
        message: `a rotation of signing key ${name} is under way`,
        remedy: `evergrant status ${name}`,
        retryable: true,
      };
  }
}

/** The first digits of the thumbprint (RFC 7638, SHA-256) that the key's id is, in the way of all fingerprints. */
export function fingerprintOf(kid: string): string {
  return Buffer.from(kid, 'base64url').toString('hex').slice(0, 12);
}
