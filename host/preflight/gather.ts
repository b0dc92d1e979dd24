import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import type { Clock } from '../../core/ports.ts';
import type { Situation } from '../../core/preflight/run-checks.ts';
import type { Capacity } from '../../core/preflight/situation.ts';
import type { Milliseconds } from '../../core/time.ts';
import { gatherAgentToken } from './gather-agent-token.ts';
import { gatherGrant } from './gather-grant.ts';
import { gatherKey } from './gather-key.ts';
import { gatherMachine } from './gather-machine.ts';
import { openLedger } from './open-ledger.ts';

/** What a preflight is about. */
export interface PreflightScope {
  readonly declaration: Declaration;
  readonly grants: readonly GrantDeclaration[];
  /** @default none */
  readonly apiKeys?: readonly ApiKeyDeclaration[];
  /** @default none */
  readonly agentTokens?: readonly AgentTokenDeclaration[];
  /** @default 0 */
  readonly downtime: Milliseconds;
  readonly capacity: Capacity | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Gathers everything once: the ledger is read beside the broker, no issuer is asked, nothing is written. */
export async function gather(scope: PreflightScope): Promise<Situation> {
  const { declaration, grants, apiKeys = [], agentTokens = [] } = scope;
  const { downtime, capacity, environment, clock } = scope;
  const now = clock.now();
  const opened = await openLedger(machineEngine(declaration).stateDirectory, { now });
  const from = { declaration, opened, now, downtime, environment };
  return {
    machine: await gatherMachine(declaration, { opened, capacity }),
    grants: await Promise.all(grants.map((grant) => gatherGrant(grant, from))),
    apiKeys: await Promise.all(apiKeys.map((key) => gatherKey(key, from))),
    agentTokens: await Promise.all(agentTokens.map((token) => gatherAgentToken(token, from))),
  };
}
