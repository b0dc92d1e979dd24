import type { ClientDeclaration } from '../../core/config/client-declaration.ts';
import { isMapping } from '../../core/config/raw-tree.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { ClientAuthentication } from '../../core/issuer/endpoints.ts';
import type { SecretId, Secrets } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';

/** Name of the secret that holds what proves a client. */
export function clientSecretId(client: string): SecretId {
  return `client/${client}`;
}

/** The stored form of a client's proof. It holds a secret. */
export function writeClientCredentials({ clientId, clientSecret }: ClientAuthentication): SecretText {
  return new SecretText(JSON.stringify({ clientId, clientSecret: clientSecret?.reveal() }));
}

/**
 * What proves a client at its token endpoint, its secret as the store has it now.
 * @throws Fault `ClientSecretMissing` before the first login brought it there, `SecretUnreadable` for one that was
 * edited into something else
 */
export async function storedAuthentication(
  secrets: Pick<Secrets, 'labelled' | 'read'>,
  client: ClientDeclaration,
  method: ClientAuthentication['method'],
): Promise<ClientAuthentication> {
  if (client.credentials.kind === 'public') return { clientId: client.credentials.clientId, method: 'none' };
  const id = clientSecretId(client.name);
  const versionId = await secrets.labelled(id, 'AWSCURRENT');
  const text = versionId === undefined ? undefined : await secrets.read(id, versionId);
  if (!text) throw missing(client.name);
  const stored = parseJson(text);
  if (!isMapping(stored) || typeof stored.clientId !== 'string') throw unreadable(client.name);
  const { clientId, clientSecret } = stored;
  return typeof clientSecret === 'string'
    ? { clientId, clientSecret: new SecretText(clientSecret), method }
    : { clientId, method: 'none' };
}

function parseJson(text: SecretText): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
}

function missing(client: string): Fault {
  return new Fault({
    code: 'ClientSecretMissing',
    message: `the secret of client ${client} is not in the store yet: a deploy makes its place, and the first login fills it`,
    remedy: 'evergrant login GRANT, from the machine that has the secret',
    exitCode: ExitCode.Configuration,
  });
}

function unreadable(client: string): Fault {
  return new Fault({
    code: 'SecretUnreadable',
    message: `the stored secret of client ${client} is not what evergrant wrote`,
    remedy: 'evergrant login GRANT writes it anew',
  });
}
