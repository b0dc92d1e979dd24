import { systemRandom } from '../../adapters/node/system-random.ts';
import { type AwsClients, awsClients } from '../../host/deployment/aws-clients.ts';
import { type Deployment, openDeployment } from '../../host/deployment/open-deployment.ts';
import { protectMemory } from '../../host/protect-memory.ts';
import { type DeploymentEnvironment, readEnvironment } from './environment.ts';
import { findingOf } from './finding-of.ts';

/** What a function works with. */
export interface OpenedFunction {
  readonly environment: DeploymentEnvironment;
  readonly clients: AwsClients;
  readonly deployment: Deployment;
  /** Announces that something failed which no outcome covers; it concerns one grant and ends nothing. */
  failed(grant: string, error: unknown): void;
}

/** Wires a function once, when its execution environment starts. @throws Fault `EnvironmentIncomplete` */
export function openFunction(): OpenedFunction {
  protectMemory();
  const environment = readEnvironment(process.env);
  const { table, keyArn: key, opsTopicArn } = environment;
  const clients = awsClients();
  const deployment = openDeployment({
    deployment: environment.deployment,
    table,
    key,
    opsTopicArn,
    clients,
    holderId: systemRandom.id(),
  });
  const { announce, clock } = deployment.ports;
  return {
    environment,
    clients,
    deployment,
    failed: (credential, error) => announce.event({ ...findingOf(error, clock.now()), credential }),
  };
}
