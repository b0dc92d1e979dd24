import type { TokenResult, Unavailable } from '../../core/broker.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Clock, Digest, Secrets } from '../../core/ports.ts';
import { formatSpan, type Milliseconds } from '../../core/time.ts';
import { currentToken } from './current-token.ts';

/** A consumer's wish: this token, good for that long. */
export interface TokenWish {
  readonly token: string;
  readonly minValid: Milliseconds;
  readonly state: GrantState;
}

/** Hands out tokens that are already there. It never asks an issuer. */
export class TokenDesk {
  readonly #ports: { readonly secrets: Secrets; readonly clock: Clock; readonly digest: Digest };

  constructor(ports: { readonly secrets: Secrets; readonly clock: Clock; readonly digest: Digest }) {
    this.#ports = ports;
  }

  /** The token in force, if it lives long enough and nobody was refused with it; else null. */
  async serve({ token, minValid, state }: TokenWish): Promise<TokenResult | null> {
    if (state.settled === null || state.accessRefusedAt !== null) return null;
    const now = this.#ports.clock.now() + state.clockOffset;
    if (now + minValid > (state.expiresAt ?? state.refreshAt)) return null;
    const value = await currentToken(this.#ports.secrets, token);
    if (value?.generation !== state.settled.generation) return null;
    const { token: accessToken, expiresAt } = value.access;
    const fingerprint = this.#ports.digest.fingerprint(accessToken);
    return { kind: 'token', accessToken, expiresAt, generation: value.generation, fingerprint };
  }

  /** A wish that no refresh can fulfil; undefined for one that may be. */
  beyondIssuer({ token, minValid, state }: TokenWish): Unavailable | undefined {
    if (state.expiresAt === null || state.issuedAt === null) return undefined;
    const life = state.expiresAt - state.issuedAt;
    if (minValid <= life) return undefined;
    return {
      kind: 'unavailable',
      reason: 'MinValidTooLong',
      message: `tokens of ${token} live for ${formatSpan(life)}, and one that lives for ${formatSpan(minValid)} was asked for`,
      remedy: `ask for less than ${formatSpan(life)}`,
      retryable: false,
    };
  }
}
