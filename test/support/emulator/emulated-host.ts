import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { hostRoleName } from '../../../core/wire.ts';
import { emulatorClient } from '../aws/emulator.ts';
import { type Process, startProcess } from '../evergrant-process.ts';
import { writeHostIdentity } from '../host-daemon/host-identity.ts';
import { type EmulatedDeployment, emulatorPlace } from './emulated-deployment.ts';

/** A key of a role in the emulator. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A host of a deployment in the emulator: what npm ships as its daemon, with the role that the stacks made for it. */
export interface EmulatedHost {
  readonly credentials: RoleCredentials;
  /** Runs `evergrant-host` with these words, as its unit does. */
  run(...words: readonly string[]): Process;
}

/** Makes the files of a host in a folder of its own. @returns what runs its daemon */
export async function emulatedHost(
  { folder }: Pick<EmulatedDeployment, 'folder'>,
  { deployment, host }: { deployment: string; host: string },
): Promise<EmulatedHost> {
  const home = join(folder, `host-${host}`);
  for (const name of ['', 'state', 'run']) mkdirSync(join(home, name), { mode: 0o700, recursive: true });
  const { account, credentials } = await roleOf({ deployment, host });
  const config = writeHostIdentity(home, { deployment, host, account, credentials });
  const program = join(folder, 'dist', 'host', 'evergrant-host.mjs');
  return {
    credentials,
    run: (...words) =>
      startProcess([process.execPath, program, ...words, '--config', config], {
        home,
        environment: {
          ...emulatorPlace(),
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          STATE_DIRECTORY: join(home, 'state'),
          RUNTIME_DIRECTORY: join(home, 'run'),
        },
      }),
  };
}

/** What Systems Manager gives a machine that registered: an hour of the role, under the id of the machine. */
async function roleOf({ deployment, host }: { deployment: string; host: string }) {
  const sts = new STSClient(emulatorClient());
  const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const RoleArn = `arn:aws:iam::${account}:role/${hostRoleName(deployment, host)}`;
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mi-0123456789abcdef0' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    account,
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
  };
}
