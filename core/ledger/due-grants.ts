import type { Instant } from '../time.ts';

/** What has a time at which it is looked at next. No two of them have the same name. */
export type DueKind = 'grant' | 'signingKey' | 'agentToken';

/**
 * When each grant, signing key and agent's token is to be looked at: an index over the ledger, for a broker that is woken by a schedule and has no
 * timers of its own. It may lag behind the ledger by a moment, so a grant that it names may be found fresh.
 */
export interface DueGrants {
  /** Names of what is due at `now`, the longest due first; at most `limit`. */
  due(now: Instant, limit: number): Promise<readonly string[]>;
  /** How many are due at `now`. */
  count(now: Instant): Promise<number>;
  /**
   * Sets when one is looked at next, as far as its state is still of this revision: whoever wrote another one has
   * set it anew. Without this, a look that changed nothing is repeated at every tick.
   */
  lookAgain(name: string, next: { kind?: DueKind; revision: number; at: Instant }): Promise<void>;
}
