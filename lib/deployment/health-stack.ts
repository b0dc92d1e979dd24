import { Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { daemonAlarm } from '../../core/wire.ts';
import { AuthHealth } from '../auth-health/auth-health.ts';
import { OpsChannel } from '../ops-channel/ops-channel.ts';
import { TokenBroker } from '../token-broker/token-broker.ts';

export interface HealthStackProps extends StackProps {
  readonly deployment: string;
  readonly key: IKey;
  /** Names of all daemons. */
  readonly daemons: readonly string[];
}

/** The alarms on a deployment as a whole. The last stack to be deployed: an alarm can name only alarms that are there. */
export class HealthStack extends Stack {
  constructor(scope: Construct, id: string, props: HealthStackProps) {
    super(scope, id, props);
    const { deployment, key, daemons } = props;
    new AuthHealth(this, 'Health', {
      broker: TokenBroker.fromTokenBrokerAttributes(this, 'Broker', { deployment, key }),
      channel: OpsChannel.fromDeployment(this, 'OpsChannel', deployment),
      daemonAlarms: daemons.map((daemon) =>
        Alarm.fromAlarmName(this, `Daemon-${daemon}`, daemonAlarm(deployment, daemon)),
      ),
    });
  }
}
