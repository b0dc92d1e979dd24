import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';

/** Files of system 3, with a grant of a real authorization server in them. */
export interface SecretsFolderFiles {
  /** `HOME/.secrets` */
  readonly directory: string;
  readonly refreshToken: string;
  readonly accessToken: string;
}

/** A person whose scripts share `~/.secrets`; the token cache was written a while ago. */
export async function secretsFolderOf(
  home: string,
  { server, account = 'ops@example.com' }: { server: AuthorizationServer; account?: string },
): Promise<SecretsFolderFiles> {
  const directory = join(home, '.secrets');
  mkdirSync(directory, { mode: 0o700 });
  chmodSync(directory, 0o700);
  const seeded = await server.issueGrant(account, ['openid', 'email', 'sheets'], { clientId: 'desk-basic' });
  const [refreshToken, accessToken] = [seeded.refreshToken.reveal(), seeded.accessToken.reveal()];
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content, undefined, 2), { mode: 0o600 });
  write('gmail_credentials.json', {
    installed: {
      client_id: 'desk-basic',
      client_secret: 'basic-secret-of-the-drill',
      auth_uri: `${server.issuer}/auth`,
      token_uri: server.tokenEndpoint,
    },
  });
  write('refresh_token.json', { refresh_token: refreshToken });
  write('google_token.json', { token: accessToken, scopes: ['sheets'], expiry: '2026-05-13T14:30:00Z' });
  age(join(directory, 'google_token.json'));
  return { directory, refreshToken, accessToken };
}

/** As if nobody had written it for a day. */
export function age(path: string): void {
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(path, yesterday, yesterday);
}
