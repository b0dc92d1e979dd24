import { createHash } from 'node:crypto';
import type { TokenAnswer } from '../../../core/issuer/token-answer.ts';
import type {
  Clock,
  Introspection,
  Issuer,
  RefreshRequest,
  RefreshTokenRequest,
} from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { type Milliseconds, SECOND } from '../../../core/time.ts';

/** What goes wrong with one exchange. `lostBefore` and `lostAfter`: the connection breaks before or after the issuer acted. */
export type Mishap =
  | 'none'
  | 'lostBefore'
  | 'lostAfter'
  | 'unavailable'
  | 'rateLimited'
  | 'unreachable'
  | 'page';

export interface ModelOptions {
  readonly rotation: 'always' | 'never';
  readonly grace?: Milliseconds;
  readonly life?: Milliseconds;
}

interface Family {
  readonly id: string;
  revoked: boolean;
  /** The refresh token that is good now. */
  current: string;
  readonly consumed: Map<string, number>;
}

/**
 * An authorization server reduced to what refresh is about: families of refresh tokens, rotation, grace, and reuse
 * detection that revokes the family. It keeps its own record, against which invariants are checked.
 */
export class ModelIssuer implements Issuer {
  readonly families: Family[] = [];
  /** What a proof is refused with; undefined: it is accepted. */
  refusal: Readonly<Record<string, string>> | undefined;
  /** One entry per request that reached the issuer. */
  readonly requests: { readonly refreshToken: string; readonly outcome: string }[] = [];
  /** Taken from the front, one per request. */
  mishaps: Mishap[] = [];
  readonly #clock: Clock;
  readonly #options: ModelOptions;
  #count = 0;

  constructor(clock: Clock, options: ModelOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** A new family, as consent makes one. */
  consent(): { family: Family; refreshToken: SecretText; accessToken: SecretText } {
    const family: Family = {
      id: `family-${this.families.length + 1}`,
      revoked: false,
      current: this.#draw('refresh'),
      consumed: new Map(),
    };
    this.families.push(family);
    return {
      family,
      refreshToken: new SecretText(family.current),
      accessToken: new SecretText(this.#draw('access')),
    };
  }

  async send(request: RefreshRequest): Promise<TokenAnswer> {
    const sentAt = this.#clock.now();
    const mishap = this.mishaps.shift() ?? 'none';
    if (mishap === 'unreachable')
      return { kind: 'notSent', sentAt, error: { name: 'Error', code: 'ECONNREFUSED' } };
    if (mishap === 'lostBefore') return this.#unseen(request, sentAt);
    if (mishap === 'unavailable')
      return this.#refuse(request, { status: 503, body: '{"error":"temporarily_unavailable"}' });
    if (mishap === 'rateLimited')
      return this.#refuse(request, { status: 429, body: '{"error":"slow_down"}' });
    if (mishap === 'page') return this.#refuse(request, { status: 502, body: '<html>Bad Gateway</html>' });
    const answer = request.kind === 'proof' ? this.#trust() : this.#exchange(request.refreshToken.reveal());
    return mishap === 'lostAfter' ? lost(sentAt) : answer;
  }

  async introspect(request: RefreshTokenRequest): Promise<Introspection> {
    const token = request.refreshToken.reveal();
    return this.families.some((family) => !family.revoked && family.current === token)
      ? 'active'
      : 'inactive';
  }

  /** Whoever brings a proof is given a token, unless the policy was taken away. */
  #trust(): TokenAnswer {
    if (this.refusal) return this.#answer('', { status: 400, body: JSON.stringify(this.refusal) });
    return this.#answer('', {
      status: 200,
      body: JSON.stringify({
        access_token: this.#draw('access'),
        token_type: 'Bearer',
        expires_in: this.#life,
      }),
    });
  }

  get #life(): number {
    return (this.#options.life ?? 3600 * SECOND) / SECOND;
  }

  #exchange(refreshToken: string): TokenAnswer {
    const family = this.families.find(
      ({ current, consumed }) => current === refreshToken || consumed.has(refreshToken),
    );
    if (!family || family.revoked) return this.#answer(refreshToken, INVALID_GRANT);
    const consumedAt = family.consumed.get(refreshToken);
    const { grace = 0, rotation } = this.#options;
    if (consumedAt !== undefined && this.#clock.now() >= consumedAt + grace) {
      family.revoked = true;
      this.requests.push({ refreshToken, outcome: 'reuse' });
      return this.#reply(INVALID_GRANT);
    }
    if (rotation === 'always') {
      if (consumedAt === undefined) family.consumed.set(refreshToken, this.#clock.now());
      family.current = this.#draw('refresh');
    }
    const tokens = {
      access_token: this.#draw('access'),
      token_type: 'Bearer',
      expires_in: this.#life,
      ...(rotation === 'always' ? { refresh_token: family.current } : {}),
    };
    return this.#answer(refreshToken, { status: 200, body: JSON.stringify(tokens) });
  }

  #answer(refreshToken: string, reply: { status: number; body: string }): TokenAnswer {
    this.requests.push({ refreshToken, outcome: reply.status === 200 ? 'issued' : 'invalid_grant' });
    return this.#reply(reply);
  }

  #refuse(request: RefreshRequest, reply: { status: number; body: string }): TokenAnswer {
    this.requests.push({ refreshToken: sent(request), outcome: String(reply.status) });
    return this.#reply(reply);
  }

  #reply({ status, body }: { status: number; body: string }): TokenAnswer {
    const now = this.#clock.now();
    const headers = { 'content-type': 'application/json' };
    return { kind: 'answered', status, headers, body, truncated: false, sentAt: now, receivedAt: now };
  }

  #unseen(request: RefreshRequest, sentAt: number): TokenAnswer {
    this.requests.push({ refreshToken: sent(request), outcome: 'lost' });
    return lost(sentAt);
  }

  #draw(kind: string): string {
    this.#count += 1;
    return `${kind}-${createHash('sha256').update(`${kind}${this.#count}`).digest('hex').slice(0, 24)}`;
  }
}

/** Empty for a proof. */
function sent(request: RefreshRequest): string {
  return request.kind === 'proof' ? '' : request.refreshToken.reveal();
}

const INVALID_GRANT = { status: 400, body: '{"error":"invalid_grant"}' };

function lost(sentAt: number): TokenAnswer {
  return { kind: 'lost', sentAt, error: { name: 'Error', code: 'ECONNRESET', message: 'socket hang up' } };
}
