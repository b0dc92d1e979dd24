import type { Candidate, ProvenCandidate } from '../../core/consent/candidate.ts';
import type { Consent } from '../../core/consent/settle-consent.ts';
import type { ReadTokens } from '../../core/issuer/read-tokens.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { FlowWorld } from './fakes/flow-world.ts';

/** What a consent by ops@example.com brought, with what the test says otherwise. */
export function candidate(change: Partial<ReadTokens> & { account?: string | null } = {}): Candidate {
  const { account = 'ops@example.com', ...tokens } = change;
  return {
    account,
    tokens: {
      accessToken: new SecretText('access-of-candidate'),
      refreshToken: new SecretText('refresh-of-candidate'),
      expiresInSeconds: 3_600,
      refreshTokenExpiresInSeconds: null,
      scope: ['sheets'],
      tokenType: 'Bearer',
      idToken: null,
      problems: [],
      ...tokens,
    },
  };
}

/** A consent that a person gave at the issuer of a world, ready to be settled. */
export async function consentIn(world: FlowWorld, consentId: string): Promise<Consent> {
  const { accessToken, refreshToken } = world.issuer.consent();
  const proven: ProvenCandidate = { ...candidate({ accessToken, refreshToken }), refreshToken };
  const { settled } = await world.state();
  return {
    consentId,
    replaces: settled?.consentId ?? null,
    candidate: proven,
    sentAt: world.clock.now(),
    clockOffset: 0,
  };
}
