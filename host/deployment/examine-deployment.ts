import { findFunction } from '../../adapters/refresh-function/find-function.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import { consentGrant } from '../../core/config/consent-grant.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { grantSecret, grantVersionId, tokenSecret } from '../../core/grant/version-ids.ts';
import type { SecretId } from '../../core/ports.ts';
import type { ResourceSituation } from '../../core/preflight/situation.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import { functionName, grantParameter, secretName } from '../../core/wire.ts';
import { troubleOf } from '../preflight/trouble-of.ts';
import { clientSecretId } from './client-credentials.ts';
import type { OperatorsDeployment } from './open-operators-deployment.ts';

/**
 * Looks at each part of a deployment that grants need: table, function, and each grant's parameter and secrets, that
 * of the grant with its key. Nothing is written, and no value is read.
 */
export async function examineDeployment(
  { deployment, clients }: Pick<OperatorsDeployment, 'deployment' | 'clients'>,
  {
    declaration,
    grants,
    agentTokens = [],
  }: {
    declaration: Declaration;
    grants: readonly GrantDeclaration[];
    agentTokens?: readonly AgentTokenDeclaration[];
  },
): Promise<readonly ResourceSituation[]> {
  const { name, ledger } = deployment;
  const refresh = functionName(name, 'refresh');
  const whole = [
    await look(`table of deployment ${name}`, () => ledger.read('incident', 'none')),
    await look(`function ${refresh}`, () => findFunction(clients.lambda, refresh)),
  ];
  const each: ResourceSituation[] = [];
  for (const grant of grants) each.push(...(await grantParts(grant, { deployment, declaration })));
  for (const token of agentTokens) each.push(...(await agentTokenParts(token, deployment)));
  return [...whole, ...each];
}

async function grantParts(
  grant: GrantDeclaration,
  { deployment, declaration }: Pick<OperatorsDeployment, 'deployment'> & { declaration: Declaration },
): Promise<readonly ResourceSituation[]> {
  const { name, secrets, ports, grants } = deployment;
  const { client } = consentGrant(grant);
  const tokens = [...declaration.tokens.values()].filter((token) => token.credential.name === grant.name);
  const described: readonly SecretId[] = [
    ...tokens.map((token) => tokenSecret(token.name)),
    ...(client.credentials.kind === 'public' ? [] : [clientSecretId(client.name)]),
  ];
  const next = grantVersionId(ports.digest, ports.random.id());
  return await Promise.all([
    look(`parameter ${grantParameter(name, grant.name)}`, () => grants.open(grant.name)),
    look(`secret ${secretName(name, grantSecret(grant.name))}`, () =>
      secrets.prepare(grantSecret(grant.name), next),
    ),
    ...described.map((id) =>
      look(`secret ${secretName(name, id)}`, () => secrets.labelled(id, 'AWSCURRENT')),
    ),
  ]);
}

/** Of the key's secret only the labels: whoever asks need not be able to sign. */
async function agentTokenParts(
  token: AgentTokenDeclaration,
  { name, secrets, grants }: OperatorsDeployment['deployment'],
): Promise<readonly ResourceSituation[]> {
  const parts = [
    { of: token.name, id: tokenSecret(token.name) },
    { of: token.key.name, id: keySecret(token.key.name) },
  ];
  const looks = parts.flatMap(({ of, id }) => [
    look(`parameter ${grantParameter(name, of)}`, () => grants.open(of)),
    look(`secret ${secretName(name, id)}`, () => secrets.labelled(id, 'AWSCURRENT')),
  ]);
  return await Promise.all(looks);
}

async function look(resource: string, task: () => Promise<unknown>): Promise<ResourceSituation> {
  try {
    await task();
    return { resource, trouble: null };
  } catch (error) {
    return { resource, trouble: troubleOf(error) };
  }
}
