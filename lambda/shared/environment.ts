import { Fault } from '../../core/fault.ts';
import { ENVIRONMENT } from '../../core/wire.ts';

/** What the stacks tell a function of its deployment. */
export interface DeploymentEnvironment {
  readonly deployment: string;
  readonly table: string;
  readonly keyArn: string;
  readonly opsTopicArn: string;
  readonly fanOutQueueUrl: string;
}

/** @throws Fault `EnvironmentIncomplete` that names what is missing */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): DeploymentEnvironment {
  const read = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new Fault({
      code: 'EnvironmentIncomplete',
      message: `the environment variable ${name} of this function is not set`,
      remedy: 'deploy again: npx cdk deploy --all',
    });
  };
  return {
    deployment: read(ENVIRONMENT.deployment),
    table: read(ENVIRONMENT.table),
    keyArn: read(ENVIRONMENT.key),
    opsTopicArn: read(ENVIRONMENT.opsTopic),
    fanOutQueueUrl: read(ENVIRONMENT.fanOutQueue),
  };
}
