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

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Fault `EnvironmentIncomplete` that names what is missing */
export function readEnvironment(environment: Environment): DeploymentEnvironment {
  return {
    deployment: readVariable(environment, ENVIRONMENT.deployment),
    table: readVariable(environment, ENVIRONMENT.table),
    keyArn: readVariable(environment, ENVIRONMENT.key),
    opsTopicArn: readVariable(environment, ENVIRONMENT.opsTopic),
    fanOutQueueUrl: readVariable(environment, ENVIRONMENT.fanOutQueue),
  };
}

/** @throws Fault `EnvironmentIncomplete` that names it */
export function readVariable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Fault({
    code: 'EnvironmentIncomplete',
    message: `the environment variable ${name} of this function is not set`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}
