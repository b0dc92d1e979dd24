import type { HostKey, InstanceAccess } from './instance-access.ts';

/** Where the files of an access lie, as absolute paths. */
export interface AccessPaths {
  readonly privateKey: string;
  readonly certificate: string;
  readonly knownHosts: string;
}

/** Options of {@link sshCommand}. */
export interface SshCommandOptions {
  readonly access: Pick<InstanceAccess, 'user'>;
  readonly address: string;
  readonly paths: AccessPaths;
  /** What is run there instead of a shell; empty: a shell. */
  readonly command: readonly string[];
}

/**
 * The words of `ssh` for a temporary access (ssh_config(5)). The machine must show one of the pinned keys, whatever the
 * person's own settings and files say, and no connection is kept for later ones.
 */
export function sshCommand(options: SshCommandOptions): readonly [string, ...string[]] {
  const { access, address, paths, command } = options;
  const settings = [
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${quoted(paths.knownHosts)}`,
    'GlobalKnownHostsFile=/dev/null',
    'VerifyHostKeyDNS=no',
    'UpdateHostKeys=no',
    `CertificateFile=${quoted(paths.certificate)}`,
    'IdentitiesOnly=yes',
    'PreferredAuthentications=publickey',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=15',
  ];
  return [
    'ssh',
    ...settings.flatMap((setting) => ['-o', setting]),
    ...['-i', paths.privateKey, '-p', '22', '--', `${access.user}@${address}`],
    ...command,
  ];
}

/** Text of a known_hosts file (sshd(8)) that knows one machine, on the usual port. */
export function knownHosts(address: string, keys: readonly HostKey[]): string {
  return keys.map(({ type, key }) => `${address} ${type} ${key}\n`).join('');
}

/** In these two settings blanks separate several files. */
function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}
