import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DaemonDeclaration } from '../../core/config/daemon-declaration.ts';
import { FailureWatch, type FailureWatchProps } from '../failure-watch/failure-watch.ts';
import { OpsChannel } from '../ops-channel/ops-channel.ts';

/** What is known of the lines of a daemon beside its declaration. */
export type WatchOptions = Pick<FailureWatchProps, 'refusedLines' | 'workingLines' | 'interval'>;

export interface DaemonStackProps extends StackProps {
  readonly deployment: string;
  readonly key: IKey;
  readonly daemons: readonly DaemonDeclaration[];
  readonly watch: Readonly<Record<string, WatchOptions>>;
}

/** A share of the daemons of a deployment, each watched by its lines. */
export class DaemonStack extends Stack {
  constructor(scope: Construct, id: string, props: DaemonStackProps) {
    super(scope, id, props);
    const { deployment, key } = props;
    const channel = OpsChannel.fromDeployment(this, 'OpsChannel', deployment);
    for (const daemon of props.daemons) {
      new FailureWatch(this, daemon.name, {
        deployment,
        daemon: daemon.name,
        key,
        channel,
        ...declaredInterval(daemon),
        ...props.watch[daemon.name],
      });
    }
  }
}

function declaredInterval(daemon: DaemonDeclaration): Pick<WatchOptions, 'interval'> {
  if (daemon.kind !== 'supervised' || daemon.schedule.kind !== 'every') return {};
  // A metric's period is whole minutes.
  return { interval: Duration.minutes(Math.max(1, Math.ceil(daemon.schedule.interval / 60_000))) };
}
