/** Why a role keeps an action that the proof of permissions does not exercise, by `role: action`. */
export const REVIEWED_ACTIONS: Readonly<Record<string, string>> = {
  'evergrant-jada-refresh: kms:DescribeKey':
    "DynamoDB's guide lists it for whoever uses a table under a customer key; the simulator does not ask for it",
  'evergrant-jada-rotate: kms:DescribeKey': 'the same, of the same table',
  'evergrant-jada-notify: kms:DescribeKey': 'the same, of the same table',
  'evergrant-jada-web: kms:DescribeKey': 'the same, of the same table',
  'evergrant-jada-refresh: sqs:ChangeMessageVisibility':
    "Lambda's poller does it with the function's role when it gives messages back",
  'evergrant-jada-refresh: sqs:GetQueueAttributes':
    "Lambda refuses an event source whose function's role may not do it",
  'evergrant-jada-refresh: sqs:GetQueueUrl':
    'the CDK grants it to every consumer with the rights of a poller',
  'evergrant-jada-tick: sqs:SendMessage':
    'the scheduler sends a beat to the dead letters that it could not deliver',
  'evergrant-jada-tick: kms:Decrypt':
    'the dead letters and the schedule itself are encrypted under the customer key',
  'evergrant-jada-tick: kms:GenerateDataKey': 'the dead letters are encrypted under the customer key',
  'evergrant-jada-daemons-06-portsheetByCredentialRole5897361B: logs:StartQuery':
    'the log alarm of CloudWatch runs its query with this role; the simulated alarm reads lines itself',
  'evergrant-jada-daemons-06-portsheetByCredentialRole5897361B: logs:GetQueryResults': 'the same alarm',
  'evergrant-jada-daemons-06-portsheetByCredentialRole5897361B: logs:StopQuery': 'the same alarm',
  'evergrant-jada-daemons-06-portsheetByCredentialRole5897361B: logs:DescribeLogGroups': 'the same alarm',
  'evergrant-jada-host-host: lambda:InvokeFunctionUrl':
    'a host asks for a refresh over the URL, signed; the simulator serves no URLs',
  'evergrant-jada-host-host: s3:GetObject':
    'evergrant-update fetches the release; the simulator has no buckets',
  ...Object.fromEntries(
    [
      'ssm:DescribeAssociation',
      'ssm:GetDocument',
      'ssm:ListInstanceAssociations',
      'ssm:PutComplianceItems',
      'ssm:UpdateInstanceAssociationStatus',
      'ssm:UpdateInstanceInformation',
      ...['CreateControl', 'CreateData', 'OpenControl', 'OpenData'].map((act) => `ssmmessages:${act}Channel`),
      ...[
        'AcknowledgeMessage',
        'DeleteMessage',
        'FailMessage',
        'GetEndpoint',
        'GetMessages',
        'SendReply',
      ].map((act) => `ec2messages:${act}`),
    ].map((action) => [
      `evergrant-jada-host-host: ${action}`,
      'the SSM agent of AWS does it, as its managed policy AmazonSSMManagedInstanceCore lists it',
    ]),
  ),
};
