import type { AskRefresh } from '../../adapters/refresh-function/refresh-function.ts';
import type { TokenResult, Unavailable } from '../../core/broker.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import { readTokenValue, type TokenValue } from '../../core/grant/value.ts';
import type { Clock, Digest } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { formatSpan, SECOND } from '../../core/time.ts';

export interface DeployedTokenParts {
  /**
   * The value of a token's secret at AWSCURRENT; undefined while there is none. Of what it holds already it may give back
   * any of at least this generation.
   */
  readonly read: (token: string, generation: number) => Promise<SecretText | undefined>;
  readonly ask: AskRefresh;
  readonly clock: Clock;
  readonly digest: Pick<Digest, 'fingerprint'>;
}

/** Which token is wanted. */
export interface DeployedTokenWish {
  readonly minValidSeconds: number;
  /** An older one is a read that lags behind the write. */
  readonly generation?: number;
}

/**
 * Hands out tokens of a deployment by its token secrets alone: no ledger is read, so that a role which may read one
 * token at AWSCURRENT can be served. Who needs a longer-lived one has the function refresh, once for all who ask.
 */
export class DeployedTokens {
  readonly #parts: DeployedTokenParts;

  constructor(parts: DeployedTokenParts) {
    this.#parts = parts;
  }

  async serve(token: TokenDeclaration, wish: DeployedTokenWish): Promise<TokenResult> {
    const { generation = 0 } = wish;
    const stored = await this.#stored(token.name, { generation, tries: generation > 0 ? LAG_TRIES : 0 });
    if (stored && this.#isGood(stored, wish)) return this.#served(stored);
    const never = stored && beyondIssuer(token.name, stored, wish);
    if (never) return never;
    const { minValidSeconds } = wish;
    const result = await this.#parts.ask({
      evergrant: 'refresh',
      credential: token.credential.name,
      minValidSeconds,
    });
    if (result.kind === 'unavailable') return result;
    // What was not written just now is no read that lags: it is as somebody left it.
    const tries = result.kind === 'fresh' && !stored ? 1 : LAG_TRIES;
    const renewed = await this.#stored(token.name, { generation: result.generation, tries });
    return renewed ? this.#served(renewed) : notReadable(token);
  }

  /** Reads again while what is read is older than what is known to be written. */
  async #stored(
    token: string,
    { generation, tries }: { generation: number; tries: number },
  ): Promise<TokenValue | undefined> {
    const { read, clock } = this.#parts;
    for (let tried = 0; ; tried += 1) {
      const text = await read(token, generation);
      const value = text && readTokenValue(text);
      if (value && value.generation >= generation) return value;
      if (tried >= tries) return undefined;
      await clock.sleep(SECOND / 2);
    }
  }

  #isGood({ access }: TokenValue, { minValidSeconds }: DeployedTokenWish): boolean {
    return (
      access.expiresAt === null || this.#parts.clock.now() + minValidSeconds * SECOND <= access.expiresAt
    );
  }

  #served({ access, generation }: TokenValue): TokenResult {
    const { token: accessToken, expiresAt } = access;
    const fingerprint = this.#parts.digest.fingerprint(accessToken);
    return { kind: 'token', accessToken, expiresAt, generation, fingerprint };
  }
}

/** Ten seconds, as for every other read of a store that may lag. */
const LAG_TRIES = 20;

function beyondIssuer(
  token: string,
  { access }: TokenValue,
  { minValidSeconds }: DeployedTokenWish,
): Unavailable | undefined {
  if (access.expiresAt === null) return undefined;
  const life = access.expiresAt - access.issuedAt;
  if (minValidSeconds * SECOND <= life) return undefined;
  return {
    kind: 'unavailable',
    reason: 'MinValidTooLong',
    message: `tokens of ${token} live for ${formatSpan(life)}, and one that lives for ${formatSpan(minValidSeconds * SECOND)} was asked for`,
    remedy: `ask for less than ${formatSpan(life)}`,
    retryable: false,
  };
}

/** The ledger has a token, and its secret holds something else: edited by hand, say. */
function notReadable({ name, credential }: TokenDeclaration): Unavailable {
  return {
    kind: 'unavailable',
    reason: 'TokenUnreadable',
    message: `secret token/${name} does not hold what evergrant wrote there, though a token is in force`,
    remedy: `evergrant refresh ${credential.name} writes it anew`,
    retryable: false,
  };
}
