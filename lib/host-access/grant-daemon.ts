import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { daemonLogGroup, hostLogGroup, hostParameter } from '../../core/wire.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { grantHostPartition } from '../ledger/host-partition.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';

/** What the host daemon does with log groups; they and their retention are made by stacks. */
const SHIP_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What it reads of the declaration: its own parameter, by its name. */
const READ_DOCUMENT = ['ssm:GetParameter'];

export interface DaemonOfHost {
  readonly broker: ITokenBroker;
  readonly host: string;
  /** Names of the daemons whose lines it ships. */
  readonly daemons: readonly string[];
}

/** What the host daemon does beside delivering tokens: reads its document, ships lines, keeps its report. */
export function grantDaemon(scope: Construct, role: Role, { broker, host, daemons }: DaemonOfHost): void {
  const { deployment, key } = broker;
  const named = (service: string, resource: string, resourceName: string, arnFormat: ArnFormat) =>
    Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat });
  const parameter = hostParameter(deployment, host).slice(1);
  role.addToPrincipalPolicy(
    new PolicyStatement({
      sid: 'OwnDocument',
      actions: [...READ_DOCUMENT],
      resources: [named('ssm', 'parameter', parameter, ArnFormat.SLASH_RESOURCE_NAME)],
    }),
  );
  const groups = [hostLogGroup(deployment, host), ...daemons.map((name) => daemonLogGroup(deployment, name))];
  const streams = groups.map((group) =>
    named('logs', 'log-group', `${group}:*`, ArnFormat.COLON_RESOURCE_NAME),
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({ sid: 'OwnLines', actions: [...SHIP_LOGS], resources: streams }),
  );
  acknowledgeWildcards(role, { resources: streams, reason: 'the asterisk is the streams of one log group' });
  grantHostPartition(scope, role, { deployment, host, key });
}
