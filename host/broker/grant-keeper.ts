import type { GrantContext } from '../../core/grant/context.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { viewOf } from '../../core/grant/view.ts';
import { mend } from '../../core/ledger/mend.ts';
import type { Demand } from '../../core/refresh/demand.ts';
import { nextLookAt } from '../../core/refresh/next-look.ts';
import type { RefreshOutcome } from '../../core/refresh/outcome.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import type { Instant } from '../../core/time.ts';
import { type CredentialDuties, Keeper } from './keeper.ts';

/** What a grant's keeper does beside refreshing. */
export interface KeeperDuties
  extends Pick<CredentialDuties<GrantContext, GrantState>, 'context' | 'readState' | 'attend' | 'failed'> {
  /** Issuer's time. */
  now(state: GrantState): Instant;
}

/** Keeps one grant. */
export class GrantKeeper extends Keeper<GrantContext, GrantState> {
  constructor(name: string, duties: KeeperDuties) {
    super({
      ...duties,
      mend,
      tick: (context) => refresh(context, { kind: 'tick' }),
      view: (state) => viewOf(name, state),
      nextLookIn: (state, atMost) => {
        const now = duties.now(state);
        return nextLookAt(state, { now, atMost }) - now;
      },
    });
  }

  /** Looks at the grant for this demand; those who come meanwhile queue and mostly find it fresh. */
  look(demand: Demand): Promise<RefreshOutcome> {
    return this.change((context) => refresh(context, demand));
  }
}
