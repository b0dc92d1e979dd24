import { type AskRefresh, RefreshFunction } from '../../adapters/refresh-function/refresh-function.ts';
import { type CurrentVersion, currentVersion } from '../../adapters/secrets-manager/current-value.ts';
import { describeSecret } from '../../adapters/secrets-manager/describe-secret.ts';
import { secretName } from '../../core/wire.ts';
import type { HostClients } from './host-clients.ts';
import type { HostConfig } from './host-config.ts';

/** The tokens of a host where its deployment keeps them. Each method throws the faults of AWS. */
export interface RemoteTokens {
  readonly ask: AskRefresh;
  /** The version of a token's secret at AWSCURRENT; undefined while there is none. */
  read(token: string): Promise<CurrentVersion | undefined>;
  /** Which version that is, without its value; undefined while there is none. */
  describe(token: string): Promise<string | undefined>;
}

/** In Secrets Manager, refreshed by the function `refresh`. */
export function remoteTokens(
  { deployment }: Pick<HostConfig, 'deployment'>,
  { lambda, secretsManager: client }: Pick<HostClients, 'lambda' | 'secretsManager'>,
): RemoteTokens {
  const refresh = new RefreshFunction({ client: lambda, deployment });
  const secret = (token: string) => ({ client, name: secretName(deployment, `token/${token}`) });
  return {
    ask: (request) => refresh.ask(request),
    read: (token) => currentVersion(secret(token)),
    describe: async (token) => (await describeSecret(secret(token))).labels.get('AWSCURRENT'),
  };
}
