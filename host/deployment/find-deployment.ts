import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { awsFault } from '../../adapters/aws-call/aws-fault.ts';
import type { AwsEngine } from '../../core/config/declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { tableName, topicName } from '../../core/wire.ts';
import type { DeploymentAddress } from './open-deployment.ts';

/** A deployment, and the account that it is looked for in. */
export interface FoundDeployment extends DeploymentAddress {
  readonly account: string;
  readonly region: string;
  /** ARN of whoever calls. */
  readonly caller: string;
}

/**
 * Where the resources of a deployment are, by their names and by who calls. Says nothing of whether they are there.
 * @throws Fault `AwsCredentials` when nobody is signed in, `OtherAccount` for another account than the declared one
 */
export async function findDeployment(
  sts: STSClient,
  { deployment, engine }: { deployment: string; engine: AwsEngine },
): Promise<FoundDeployment> {
  const { account, partition, caller } = await whoCalls(sts);
  if (engine.account !== undefined && engine.account !== account) throw otherAccount(account, engine.account);
  const { region } = engine;
  return {
    deployment,
    account,
    region,
    caller,
    table: tableName(deployment),
    key: `alias/evergrant-${deployment}`,
    opsTopicArn: `arn:${partition}:sns:${region}:${account}:${topicName(deployment, 'ops')}`,
  };
}

async function whoCalls(sts: STSClient): Promise<{ account: string; partition: string; caller: string }> {
  const { Account = '', Arn = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw awsFault(error, { resource: 'AWS', action: 'sts:GetCallerIdentity' });
    });
  return { account: Account, partition: Arn.split(':')[1] || 'aws', caller: Arn };
}

function otherAccount(account: string, declared: string): Fault {
  return new Fault({
    code: 'OtherAccount',
    message: `the AWS credentials are of account ${account}, and engine.account says ${declared}`,
    remedy: `sign in to ${declared} (AWS_PROFILE, or aws sso login), then: aws sts get-caller-identity`,
    exitCode: ExitCode.Configuration,
  });
}
