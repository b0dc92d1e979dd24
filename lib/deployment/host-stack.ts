import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { HostAccess } from '../host-access/host-access.ts';
import { TokenBroker } from '../token-broker/token-broker.ts';
import { TokenQueue } from '../token-queue/token-queue.ts';
import type { HostProps } from './declared.ts';

export interface HostStackProps extends StackProps {
  readonly deployment: string;
  readonly key: IKey;
  readonly hosts: Readonly<Record<string, HostProps>>;
}

/** A share of the hosts of a deployment: for each its queue and a policy for the role that it has already. */
export class HostStack extends Stack {
  constructor(scope: Construct, id: string, props: HostStackProps) {
    super(scope, id, props);
    const { deployment, key } = props;
    const broker = TokenBroker.fromTokenBrokerAttributes(this, 'Broker', { deployment, key });
    for (const [host, { tokens, daemons = [] }] of Object.entries(props.hosts)) {
      const queue = new TokenQueue(this, `Queue-${host}`, { deployment, host, key });
      const { policies } = new HostAccess(this, `Access-${host}`, { broker, host, tokens, queue, daemons });
      new CfnOutput(this, `Policies-${host}`, {
        value: policies.map((policy) => policy.managedPolicyArn).join(' '),
        description: `For the role of host ${host}: aws iam attach-role-policy --role-name ROLE --policy-arn ARN`,
      });
    }
  }
}
