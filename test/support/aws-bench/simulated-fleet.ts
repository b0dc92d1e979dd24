import { tableName, topicName } from '../../../core/wire.ts';
import { awsClients } from '../../../host/deployment/aws-clients.ts';
import { openDeployment } from '../../../host/deployment/open-deployment.ts';
import { startAwsServer } from '../aws/aws-server.ts';
import { awsServices } from '../aws/aws-services.ts';
import type { SimulatedAws } from '../aws/simulated-aws.ts';
import type { Fleet } from '../aws-cost/fleets.ts';
import { type DeployedFunction, functionsOf } from '../deployment/functions.ts';
import { provisioner } from '../deployment/provision.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { synthesizedDeployment } from '../synthesized-deployment.ts';
import { type DeployedResource, deployStacks } from '../template/deploy-stacks.ts';
import { signIn } from './sign-in.ts';

/** A fleet whose every credential is due, in the simulator; nobody refreshes it yet. */
export interface SimulatedFleet {
  readonly aws: SimulatedAws;
  readonly resources: readonly DeployedResource[];
  readonly functions: readonly DeployedFunction[];
  readonly refresh: DeployedFunction;
  /** Seconds that the synthesis took, without the validation of templates. */
  readonly synthesisSeconds: number;
  /** Resources of all stacks. */
  readonly resourceCount: number;
}

const PLACE = { account: '123456789012', region: 'us-east-1' };

/** @param bundles folder that holds `refresh/index.mjs` */
export async function simulatedFleet(
  { yaml, hosts }: Fleet,
  { bundles, grants }: { bundles: string; grants: readonly string[] },
): Promise<SimulatedFleet> {
  const start = performance.now();
  const { templates } = synthesizedDeployment(yaml, { code: bundles, ...(hosts && { hosts }) });
  const synthesisSeconds = (performance.now() - start) / 1_000;
  const { all, ...services } = awsServices();
  const server = await startAwsServer({ ...PLACE, services: all });
  const client: SimulatedAws['client'] = (principal = 'bench') => ({
    endpoint: server.endpoint,
    region: PLACE.region,
    credentials: { accessKeyId: principal, secretAccessKey: 'not-verified' },
    maxAttempts: 3,
  });
  const resources = await deployStacks({
    ...PLACE,
    stacks: [...templates].map(([name, template]) => ({ name, template: withoutRotations(template) })),
    create: provisioner(services, { ...PLACE, endpoint: server.endpoint }),
  });
  const functions = functionsOf(resources, { bundles, endpoint: server.endpoint, region: PLACE.region });
  const refresh = functions.find(({ name }) => name.endsWith('-refresh'));
  const key = [...resources].find(({ type }) => type === 'AWS::KMS::Key')?.attributes.Arn;
  if (!refresh || key === undefined) throw new Error('the stacks hold no function refresh or no key');
  const deployment = openDeployment({
    deployment: 'fleet',
    table: tableName('fleet'),
    key,
    opsTopicArn: `arn:aws:sns:${PLACE.region}:${PLACE.account}:${topicName('fleet', 'ops')}`,
    clients: awsClients(client()),
    holderId: 'bench',
    announce: { event: () => undefined },
  });
  for (const grant of grants) await signIn(grant, deployment);
  return {
    aws: { ...server, services, client },
    resources,
    functions,
    refresh,
    synthesisSeconds,
    resourceCount: [...templates.values()].reduce((sum, template) => sum + resourcesOf(template).length, 0),
  };
}

function resourcesOf({ Resources = {} }: JsonObject): readonly [string, unknown][] {
  return isJsonObject(Resources) ? Object.entries(Resources) : [];
}

/** Each rotation schedule would have Secrets Manager try its function once, when it is made. */
function withoutRotations(template: JsonObject): JsonObject {
  const { Resources = {} } = template;
  if (!isJsonObject(Resources)) return template;
  const kept = Object.entries(Resources).filter(
    ([, resource]) => !(isJsonObject(resource) && resource.Type === 'AWS::SecretsManager::RotationSchedule'),
  );
  return { ...template, Resources: Object.fromEntries(kept) };
}
