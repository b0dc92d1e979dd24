import type { TokenResult } from '../../core/broker.ts';
import type { TokenUse } from '../../core/config/daemon-declaration.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import { isFault } from '../../core/fault.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import type { Supervision } from './supervision.ts';
import { waitFor } from './waiting-clock.ts';

/** A change of the grant ends the wait sooner. */
const ASK_AGAIN: Milliseconds = MINUTE / 4;

/** What a run is given at its start. */
export interface TokenEnvironment {
  /** Tokens by variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** Their generations by grant: views may be a moment behind the tokens. */
  readonly generations: Readonly<Record<string, number>>;
}

/**
 * The tokens that the next run finds in its environment, as new as they are now. A token that cannot be had is
 * waited for: a daemon that starts without it would only fail.
 *
 * @returns undefined when the supervisor is to end instead
 */
export async function tokenEnvironment(supervision: Supervision): Promise<TokenEnvironment | undefined> {
  const variables: Record<string, string> = {};
  const generations: Record<string, number> = {};
  for (const use of supervision.around.spec.tokens ?? []) {
    if (use.via !== 'environment') continue;
    const token = await awaitToken(supervision, use);
    if (token === undefined) return undefined;
    variables[use.variable] = token.accessToken.reveal();
    generations[use.token.credential.name] = token.generation;
    if (outlives(supervision, use)) {
      supervision.tell({ type: 'tokenWillEnd', token: use.token.name, expiresAt: token.expiresAt });
    }
  }
  return { variables, generations };
}

/** May the run go on longer than this token? One that is started anew for each newer token does not. */
function outlives({ around: { spec } }: Supervision, { token: { credential } }: TokenUse): boolean {
  if (credential.kind !== 'agent-token' || spec.restart) return false;
  return spec.schedule.kind === 'keepRunning' || (spec.timeout ?? credential.lifetime) > credential.lifetime;
}

async function awaitToken(
  supervision: Supervision,
  use: TokenUse,
): Promise<(TokenResult & { kind: 'token' }) | undefined> {
  const { around, bell, stop } = supervision;
  let told: string | undefined;
  for (;;) {
    const rung = bell.next();
    if (stop.requested) return undefined;
    const result = await ask(supervision, use.token);
    if (result.kind === 'token') return result;
    const { reason, message, remedy } = result;
    if (told !== reason) {
      supervision.tell({ type: 'tokenMissing', token: use.token.name, reason, message, remedy });
    }
    told = reason;
    await waitFor(rung, { until: around.clock.now() + ASK_AGAIN, clock: around.clock });
  }
}

async function ask({ around }: Supervision, token: TokenDeclaration): Promise<TokenResult> {
  try {
    const consumer = around.spec.name;
    return await around.broker.token(token.name, { consumer });
  } catch (error) {
    return {
      kind: 'unavailable',
      reason: isFault(error) ? error.code : 'BrokerFailed',
      message: error instanceof Error ? error.message : String(error),
      remedy: (isFault(error) ? error.remedy : undefined) ?? 'evergrant up',
      retryable: true,
    };
  }
}
