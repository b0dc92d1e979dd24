import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who a host is, and the key by which AWS knows it. */
export interface HostIdentity {
  readonly deployment: string;
  readonly host: string;
  readonly account: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/**
 * Writes `host.json`, as the bootstrap of a hybrid host does, and the credentials that the agent of Systems Manager keeps.
 * @returns the path of `host.json`
 */
export function writeHostIdentity(folder: string, identity: HostIdentity): string {
  const { deployment, host, account, credentials } = identity;
  const file = join(folder, 'credentials');
  const lines = [
    '[default]',
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token = ${credentials.sessionToken}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const config = join(folder, 'host.json');
  const itself = { kind: 'sharedCredentials', file, profile: 'default' };
  const itIs = { schema: 1, deployment, host, region: 'us-east-1', account, identity: itself };
  writeFileSync(config, JSON.stringify(itIs));
  return config;
}
