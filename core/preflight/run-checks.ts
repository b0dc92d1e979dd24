import { accessPath } from './checks/access-path.ts';
import { tokenPath, tokenSinksCurrent } from './checks/agent-token.ts';
import { keyPath, keyRotation, keySinksCurrent } from './checks/api-key.ts';
import { client } from './checks/client.ts';
import { clock } from './checks/clock.ts';
import { beat, resources, subscribers } from './checks/deployment.ts';
import { downtime } from './checks/downtime.ts';
import { grantEnd } from './checks/grant-end.ts';
import { alerts, broker, capacity, stateDirectory } from './checks/machine.ts';
import { refreshPath } from './checks/refresh-path.ts';
import { sinksCurrent, sinksWritable } from './checks/sinks.ts';
import type { Check, Finding } from './finding.ts';
import type {
  AgentTokenSituation,
  DeploymentSituation,
  GrantSituation,
  KeySituation,
  MachineSituation,
} from './situation.ts';

const GRANT_CHECKS: readonly Check<GrantSituation>[] = [
  accessPath,
  refreshPath,
  grantEnd,
  downtime,
  client,
  sinksWritable,
  sinksCurrent,
  clock,
];

const KEY_CHECKS: readonly Check<KeySituation>[] = [keyPath, keyRotation, sinksWritable, keySinksCurrent];

const AGENT_TOKEN_CHECKS: readonly Check<AgentTokenSituation>[] = [
  tokenPath,
  sinksWritable,
  tokenSinksCurrent,
];

const MACHINE_CHECKS: readonly Check<MachineSituation>[] = [stateDirectory, broker, alerts, capacity];

const DEPLOYMENT_CHECKS: readonly Check<DeploymentSituation>[] = [resources, beat, subscribers];

/** What was gathered for one preflight. */
export type Situation = {
  readonly grants: readonly GrantSituation[];
  /** @default none */
  readonly apiKeys?: readonly KeySituation[];
  /** @default none */
  readonly agentTokens?: readonly AgentTokenSituation[];
} & ({ readonly machine: MachineSituation } | { readonly deployment: DeploymentSituation });

/** Runs every check: those of the whole first, then each grant's, API key's and agent token's, in the order of the declaration. */
export function runChecks(situation: Situation): readonly Finding[] {
  const { grants, apiKeys = [], agentTokens = [] } = situation;
  return [
    ...('machine' in situation
      ? MACHINE_CHECKS.flatMap((check) => check(situation.machine))
      : DEPLOYMENT_CHECKS.flatMap((check) => check(situation.deployment))),
    ...grants.flatMap((grant) => GRANT_CHECKS.flatMap((check) => check(grant))),
    ...apiKeys.flatMap((key) => KEY_CHECKS.flatMap((check) => check(key))),
    ...agentTokens.flatMap((token) => AGENT_TOKEN_CHECKS.flatMap((check) => check(token))),
  ];
}
