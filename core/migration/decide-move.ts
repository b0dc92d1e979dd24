import type { GrantState } from '../grant/state.ts';

/** What is to be done with one grant of a machine that moves into a deployment. */
export type GrantMove =
  /** Nobody consented to it here: there is nothing to move. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'move'; readonly generation: number }
  /** The deployment has this consent in this generation or a later one. */
  | { readonly kind: 'moved'; readonly generation: number }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly message: string;
      readonly remedy: string;
    };

/**
 * Decides by both ledgers. An exchange that is open here, or whose answer is lost, blocks: whether the refresh token is
 * spent must be known before another broker has it.
 *
 * @param there the deployment's state; undefined: it has none
 */
export function decideMove(
  grant: string,
  { here, there }: { here: GrantState; there: GrantState | undefined },
): GrantMove {
  const { settled } = here;
  if (!settled) return { kind: 'nothing' };
  const taken = there?.settled;
  if (taken?.consentId === settled.consentId && taken.generation >= settled.generation)
    return { kind: 'moved', generation: taken.generation };
  if (taken) return held(grant, taken.generation);
  if (here.intent || here.unsettled) return open(grant);
  return { kind: 'move', generation: settled.generation };
}

function held(grant: string, generation: number): GrantMove {
  return {
    kind: 'blocked',
    reason: 'HeldThere',
    message: `the deployment holds generation ${generation} of grant ${grant}, which does not descend from the one in force here`,
    remedy: `that one is in force there: evergrant forget ${grant} here, or leave the grant out of this declaration`,
  };
}

function open(grant: string): GrantMove {
  return {
    kind: 'blocked',
    reason: 'ExchangeOpen',
    message: `the last refresh of grant ${grant} is open or its answer was lost, so nobody knows whether its refresh token is spent`,
    remedy: `evergrant refresh ${grant} finds out, else evergrant login ${grant}; then migrate`,
  };
}
