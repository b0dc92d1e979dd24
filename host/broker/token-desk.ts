import type { TokenResult, Unavailable } from '../../core/broker.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Clock, Digest, Secrets } from '../../core/ports.ts';
import { floorOf, isTooYoung } from '../../core/refresh/refused.ts';
import { formatSpan, type Instant, type Milliseconds } from '../../core/time.ts';
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

  /**
   * The token in force, if it lives long enough and nobody was refused with it; else null. One too young to be replaced
   * is handed out also when a resource refused it: what refuses it may be one resource with a fault of its own. Its
   * expiry is in this machine's time, by which consumers count.
   */
  async serve({ token, minValid, state }: TokenWish): Promise<TokenResult | null> {
    if (state.settled === null) return null;
    const now = this.#ports.clock.now() + state.clockOffset;
    if (!isGood(state, { now, minValid })) return null;
    const value = await currentToken(this.#ports.secrets, token);
    if (value?.generation !== state.settled.generation) return null;
    const { token: accessToken, expiresAt } = value.access;
    const fingerprint = this.#ports.digest.fingerprint(accessToken);
    return {
      kind: 'token',
      accessToken,
      expiresAt: expiresAt === null ? null : expiresAt - state.clockOffset,
      generation: value.generation,
      fingerprint,
    };
  }

  /**
   * A wish that no refresh can fulfil, or only by a refresh for every wish; undefined for one that may be: a token is not
   * replaced before the floor of its life, so what is left then is the most that can be relied on.
   */
  beyondIssuer({ token, minValid, state }: TokenWish): Unavailable | undefined {
    if (state.expiresAt === null || state.issuedAt === null) return undefined;
    // What stands in the way of a latched grant is worse, and is told instead.
    if (state.latch) return undefined;
    const life = state.expiresAt - state.issuedAt;
    const most = life - floorOf(life);
    if (minValid <= most) return undefined;
    return {
      kind: 'unavailable',
      reason: 'MinValidTooLong',
      message: `tokens of ${token} live for ${formatSpan(life)}, of which ${formatSpan(most)} can be relied on, and one that lives for ${formatSpan(minValid)} was asked for`,
      remedy: `ask for ${formatSpan(most)} or less`,
      retryable: false,
    };
  }
}

function isGood(state: GrantState, { now, minValid }: { now: Instant; minValid: Milliseconds }): boolean {
  const { expiresAt, refreshAt, accessRefusedAt } = state;
  if (isTooYoung(state, now)) return expiresAt === null || now + minValid <= expiresAt;
  return accessRefusedAt === null && now + minValid <= (expiresAt ?? refreshAt);
}
