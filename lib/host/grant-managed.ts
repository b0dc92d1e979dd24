import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import { updateDocumentName } from '../../core/wire.ts';
import { acknowledge, acknowledgeWildcards } from '../acknowledge.ts';

/** What the SSM agent says of the machine that it runs on, and of the associations that it applied. */
const SAY = [
  'ssm:UpdateInstanceInformation',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:PutComplianceItems',
];

/** How it hears of associations. */
const HEAR = ['ssm:ListInstanceAssociations', 'ssm:DescribeAssociation'];

/** How it takes orders and answers: Session Manager, Run Command, associations. */
const CHANNELS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
];

/**
 * Lets the SSM agent of a host work: sessions of people, commands, the host's own updates. The managed policy of AWS for
 * this would let each host read every parameter of the account, those of other hosts among them.
 */
export function grantManaged(
  scope: Construct,
  role: Role,
  { deployment, host }: { deployment: string; host: Pick<HostDeclaration, 'name' | 'kind'> },
): void {
  const inSsm = (resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource, resourceName });
  const machines =
    host.kind === 'ec2'
      ? Stack.of(scope).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })
      : inSsm('managed-instance', '*');
  const associations = inSsm('association', '*');
  const own = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'document',
    resourceName: updateDocumentName(deployment, host.name),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({
      sid: 'ManagedMachine',
      actions: [...SAY, ...HEAR],
      resources: [machines, associations, own],
    }),
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({ sid: 'OwnUpdates', actions: ['ssm:GetDocument'], resources: [own] }),
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({ sid: 'AgentChannels', actions: [...CHANNELS], resources: ['*'] }),
  );
  acknowledgeWildcards(role, {
    resources: [machines, associations],
    reason: 'the number of the machine is given when it is started, after its role',
  });
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'IAM knows no resource for the channels of the SSM agent; Systems Manager answers each machine for itself',
  );
}
