import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { Introspection, Issuer, RefreshRequest, RefreshTokenRequest } from '../../core/ports.ts';
import type { Mishap, ModelIssuer } from '../../test/support/fakes/model-issuer.ts';

/** What an issuer can answer to one refresh. */
export const ANSWERS = {
  rotated: 'a successor',
  same: 'the same refresh token again',
  absent: 'no refresh token',
  unavailable: '503',
  rateLimited: '429',
  invalidGrant: 'invalid_grant',
  invalidClient: 'invalid_client',
  lostBefore: 'connection lost before the issuer acted',
  lostAfter: 'connection lost after the issuer acted',
  page: '502 with a page',
  unreachable: 'connection refused',
} as const;

export type Answer = keyof typeof ANSWERS;

/**
 * The model issuer with answers that it does not give by itself, one for each of the first requests; from then on it
 * is healthy.
 */
export class ScriptedIssuer implements Issuer {
  readonly answers: Answer[] = [];
  readonly #model: ModelIssuer;

  constructor(model: ModelIssuer) {
    this.#model = model;
  }

  async send(request: RefreshRequest): Promise<TokenAnswer> {
    const answer = this.answers.shift() ?? 'rotated';
    if (answer === 'invalidGrant') for (const family of this.#model.families) family.revoked = true;
    this.#model.mishaps = [mishapOf(answer)];
    const given = await this.#model.send(request);
    if (answer === 'invalidClient') return { ...given, ...INVALID_CLIENT };
    if (request.kind === 'proof' || (answer !== 'same' && answer !== 'absent')) return given;
    this.#keepCurrent(request.refreshToken.reveal());
    return withRefreshToken(given, { answer, request });
  }

  /** An issuer that sends no successor goes on with the token that it was sent. */
  #keepCurrent(refreshToken: string): void {
    const family = this.#model.families.find(({ consumed }) => consumed.has(refreshToken));
    if (!family || family.revoked) return;
    family.consumed.delete(refreshToken);
    family.current = refreshToken;
  }

  introspect(request: RefreshTokenRequest): Promise<Introspection> {
    return this.#model.introspect(request);
  }
}

/** For a client that is refused the model need only leave the family alone. */
function mishapOf(answer: Answer): Mishap {
  switch (answer) {
    case 'lostBefore':
    case 'lostAfter':
    case 'unavailable':
    case 'rateLimited':
    case 'page':
    case 'unreachable':
      return answer;
    case 'invalidClient':
      return 'unavailable';
    default:
      return 'none';
  }
}

const INVALID_CLIENT = { status: 401, body: '{"error":"invalid_client"}' };

function withRefreshToken(
  given: TokenAnswer,
  { answer, request }: { answer: 'same' | 'absent'; request: RefreshTokenRequest },
): TokenAnswer {
  if (given.kind !== 'answered' || given.status !== 200) return given;
  const body: unknown = JSON.parse(given.body);
  const refreshToken = answer === 'same' ? request.refreshToken.reveal() : undefined;
  return { ...given, body: JSON.stringify({ ...Object(body), refresh_token: refreshToken }) };
}
