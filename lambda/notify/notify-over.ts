import type { LambdaClient } from '@aws-sdk/client-lambda';
import { RefreshFunction } from '../../adapters/refresh-function/refresh-function.ts';
import { readParametersBelow } from '../../adapters/systems-manager/read-parameters-below.ts';
import { grantParameter } from '../../core/wire.ts';
import type { AwsClients } from '../../host/deployment/aws-clients.ts';
import type { Deployment } from '../../host/deployment/open-deployment.ts';
import { declaredGrants } from './declared-grants.ts';
import { refusedLines } from './evidence-lines.ts';
import { createNotifyHandler } from './handler.ts';
import { healthSources } from './health-sources.ts';
import { People } from './people.ts';

export interface NotifyClients {
  readonly clients: Pick<AwsClients, 'logs' | 'ssm'>;
  /** Without retries; its time-out bounds the check of a grant. */
  readonly lambda: LambdaClient;
  /** Announces what went wrong beside the message. */
  readonly failed: (what: string, error: unknown) => void;
}

/** The handler of `notify` over a deployment. */
export function notifyOver(
  { name, ports, ledger }: Pick<Deployment, 'name' | 'ports' | 'ledger'>,
  { clients, lambda, failed }: NotifyClients,
): (event: unknown) => Promise<void> {
  const { logs, ssm } = clients;
  const refresh = new RefreshFunction({ client: lambda, deployment: name });
  const folder = grantParameter(name, '').slice(0, -1);
  const grants = async () => declaredGrants(await readParametersBelow(ssm, folder), failed);
  return createNotifyHandler({
    deployment: name,
    people: new People({ ports, deployment: name, failed }),
    failed,
    now: () => ports.clock.now(),
    daemons: {
      lines: (daemon, about) => refusedLines(daemon, { client: logs, deployment: name, ...about }),
      grantsOf: async (daemon) => (await grants()).filter(({ daemons }) => daemons.includes(daemon)),
      sleep: (span) => ports.clock.sleep(span),
      check: (credential, refusal) => refresh.ask({ evergrant: 'refused', credential, ...refusal }),
      record: async (grant) => ({
        state: (await ledger.read('grant', grant))?.item,
        incident: (await ledger.read('incident', grant))?.item,
      }),
    },
    hosts: { reports: async () => (await ledger.list('host')).map(({ item }) => item) },
    health: { grants, ...healthSources({ ledger, logs, deployment: name }) },
  });
}
