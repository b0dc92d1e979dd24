import { readFile } from 'node:fs/promises';
import { Fault } from '../../core/fault.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import type { ProvidedCredentials } from './provided-credentials.ts';

/**
 * The credentials of one profile of a file that somebody else writes anew before they end, as the agent of Systems Manager
 * does. The file tells no end, so clients are told to look again within a minute.
 *
 * @throws Fault `HostIdentityMissing` while the file or the profile is not there
 */
export async function sharedCredentials({
  file,
  profile,
}: {
  file: string;
  profile: string;
}): Promise<ProvidedCredentials> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw missing(`${file} cannot be read`, cause);
  });
  const found = sectionOf(text, profile);
  const accessKeyId = found.get('aws_access_key_id');
  const secretAccessKey = found.get('aws_secret_access_key');
  const sessionToken = found.get('aws_session_token');
  if (!accessKeyId || !secretAccessKey) throw missing(`${file} has no credentials of profile ${profile}`);
  // What a hybrid activation gives is temporary. A key without a session is a person's, and not for a daemon.
  if (!sessionToken)
    throw missing(`profile ${profile} of ${file} is a long-lived key, and no identity of a host`);
  const expiration = new Date(Date.now() + CLIENTS_ASK_AHEAD + MINUTE);
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

/** Clients of the SDK ask anew so long before an end. */
const CLIENTS_ASK_AHEAD: Milliseconds = 5 * MINUTE;

/** Values of one section of an INI file. */
function sectionOf(text: string, name: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const heading = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) section = heading.trim();
    const [, key, value] = /^\s*([a-z_]+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (section === name && key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

function missing(message: string, cause?: unknown): Fault {
  return new Fault({
    code: 'HostIdentityMissing',
    message: `${message}: this host is not known to AWS yet`,
    remedy:
      'see the agent of Systems Manager: systemctl status amazon-ssm-agent evergrant-identity.service; if its activation expired or was used, join again: evergrant join HOST',
    retryable: true,
    cause,
  });
}
