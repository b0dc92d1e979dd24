import { readGoogleCredentials } from '../../../adapters/config-file/google-credentials.ts';
import { readSecretFile } from '../../../adapters/config-file/secret-file.ts';
import type { ClientDeclaration, Declaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault, isFault } from '../../../core/fault.ts';

/** A secret file that is not there: somebody may check a declaration on a machine that has no secrets. */
export interface MissingSecretFile {
  readonly code: 'SecretFileMissing';
  /** Where in the declaration: `clients.google.credentialsFile`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Would the broker take the files in which clients keep their secrets? It refuses one that group or others may touch.
 *
 * @returns those that are missing
 * @throws Fault `SecretFileLoose`, `SecretFileUnreadable`, `SecretFileEmpty` or `CredentialsFileInvalid`; or
 * `SecretFilesRefused` that names each of several
 */
export async function checkSecretFiles({
  clients,
}: Pick<Declaration, 'clients'>): Promise<readonly MissingSecretFile[]> {
  const missing: MissingSecretFile[] = [];
  const refused: { key: string; fault: Fault }[] = [];
  for (const client of clients.values()) {
    const key = keyOf(client);
    const fault = await refusalOf(client);
    if (fault?.code === 'SecretFileMissing')
      missing.push({
        code: 'SecretFileMissing',
        path: key,
        message: `${fault.message}; next: ${fault.remedy}`,
      });
    else if (fault) refused.push({ key, fault });
  }
  const [first] = refused;
  if (first === undefined) return missing;
  throw new Fault({
    code: refused.length === 1 ? first.fault.code : 'SecretFilesRefused',
    message: refused.map(({ key, fault }) => `${key}: ${fault.message}`).join('\n'),
    remedy: [...new Set(refused.map(({ fault }) => fault.remedy))].join('\nnext: '),
    exitCode: ExitCode.Configuration,
  });
}

async function refusalOf({ name, credentials }: ClientDeclaration): Promise<Fault | undefined> {
  const what = `client secret of ${JSON.stringify(name)}`;
  try {
    if (credentials.kind === 'secretFile') await readSecretFile(credentials.path, what);
    if (credentials.kind === 'credentialsFile') await readGoogleCredentials(credentials.path, what);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

function keyOf({ name, credentials }: ClientDeclaration): string {
  return `clients.${name}.${credentials.kind === 'secretFile' ? 'clientSecretFile' : 'credentialsFile'}`;
}
