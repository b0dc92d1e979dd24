import type { ClientDeclaration } from '../../core/config/client-declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { ClientAuthentication } from '../../core/issuer/endpoints.ts';
import { SecretText } from '../../core/secret-text.ts';
import { readGoogleCredentials } from './google-credentials.ts';
import { readSecretFile } from './secret-file.ts';

/** What a client's proof needs besides its declaration. */
export interface ClientSecretSource {
  /** `profileOf(client).authenticationMethod`. */
  readonly method: ClientAuthentication['method'];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * What proves a client at the token endpoint, its secret read now. Throws `SecretFileMissing`, `SecretFileLoose`,
 * `SecretFileEmpty`, `CredentialsFileInvalid` or `SecretVariableMissing`.
 */
export async function readClientAuthentication(
  client: ClientDeclaration,
  { method, environment }: ClientSecretSource,
): Promise<ClientAuthentication> {
  const { credentials, name } = client;
  const what = `client secret of ${JSON.stringify(name)}`;
  switch (credentials.kind) {
    case 'public':
      return { clientId: credentials.clientId, method: 'none' };
    case 'secretFile':
      return {
        clientId: credentials.clientId,
        clientSecret: await readSecretFile(credentials.path, what),
        method,
      };
    case 'environment': {
      const value = environment[credentials.variable];
      if (!value) throw variableMissing(credentials.variable, what);
      return { clientId: credentials.clientId, clientSecret: new SecretText(value), method };
    }
    case 'credentialsFile': {
      return { ...(await readGoogleCredentials(credentials.path, what)), method };
    }
  }
}

function variableMissing(variable: string, what: string): Fault {
  return new Fault({
    code: 'SecretVariableMissing',
    message: `the environment variable ${variable} with the ${what} is not set`,
    remedy: `set ${variable} for the broker, or write clientSecretFile`,
    exitCode: ExitCode.Configuration,
  });
}
