import { consentGrant } from '../../core/config/consent-grant.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import { forecastOf } from '../../core/incident/incidents.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { Situation } from '../../core/preflight/run-checks.ts';
import type { GrantSituation, Trouble } from '../../core/preflight/situation.ts';
import { functionLogGroup } from '../../core/wire.ts';
import type { PreflightScope } from '../preflight/gather.ts';
import { readAgentLedger } from '../preflight/gather-agent-token.ts';
import { troubleOf } from '../preflight/trouble-of.ts';
import { storedAuthentication } from './client-credentials.ts';
import { examineDeployment } from './examine-deployment.ts';
import type { OperatorsDeployment } from './open-operators-deployment.ts';

/**
 * Gathers a preflight of a deployment in AWS: the same checks of each grant, without its sinks, which are files of
 * other hosts. No issuer is asked, nothing is written, and only the client's secret is read.
 */
export async function gatherDeployment(
  scope: PreflightScope,
  operators: OperatorsDeployment,
): Promise<Situation> {
  const { declaration, grants, agentTokens = [] } = scope;
  return {
    deployment: {
      resources: await examineDeployment(operators, { declaration, grants, agentTokens }),
      beat: await beatTrouble(operators),
      subscribers: [...declaration.alerts.keys()],
    },
    grants: await Promise.all(grants.map((grant) => gatherGrant(grant, { scope, operators }))),
    agentTokens: await Promise.all(
      agentTokens.map(async (token) => ({
        grant: token.name,
        ledger: await readAgentLedger(token, operators.deployment.ledger),
        now: scope.clock.now(),
        sinks: [],
      })),
    ),
  };
}

async function beatTrouble({ deployment, lastBeat }: OperatorsDeployment): Promise<Trouble | null> {
  try {
    if ((await lastBeat()) !== null) return null;
  } catch (error) {
    return troubleOf(error);
  }
  const logGroup = functionLogGroup(deployment.name, 'refresh');
  return {
    reason: 'HeartbeatMissing',
    message: 'the function that refreshes did not beat within the last 5 minutes',
    remedy: `aws logs tail ${logGroup} --since 1h`,
  };
}

async function gatherGrant(
  grant: GrantDeclaration,
  { scope, operators }: { scope: PreflightScope; operators: OperatorsDeployment },
): Promise<GrantSituation> {
  const { deployment } = operators;
  const ledger = await readState(grant.name, operators);
  const state = ledger.kind === 'read' ? ledger.state : NO_GRANT;
  const { client } = consentGrant(grant);
  const profile = unaskedProfile(client);
  const proof = storedAuthentication(deployment.secrets, client, profile.authenticationMethod);
  return {
    grant: grant.name,
    ledger,
    now: scope.clock.now() + state.clockOffset,
    forecast: forecastOf({ grant, state, profile }),
    warnBefore: grant.warnBefore,
    downtime: scope.downtime,
    client: await proof.then(() => null, troubleOf),
    sinks: [],
  };
}

async function readState(
  grant: string,
  { deployment }: OperatorsDeployment,
): Promise<GrantSituation['ledger']> {
  try {
    return { kind: 'read', state: await readGrant(deployment.ledger, grant) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}
