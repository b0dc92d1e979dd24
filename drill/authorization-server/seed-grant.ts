import type { Provider } from 'oidc-provider';
import { SecretText } from '../../core/secret-text.ts';

/** A grant that nobody clicked for. */
export interface SeededGrant {
  /** Names the family in the record. */
  readonly grantId: string;
  readonly refreshToken: SecretText;
  readonly accessToken: SecretText;
}

/** Creates a grant and its first tokens through the server's own models, as a consent would. */
export async function seedGrant(
  provider: Provider,
  wanted: { readonly account: string; readonly clientId: string; readonly scopes: readonly string[] },
): Promise<SeededGrant> {
  const client = await provider.Client.find(wanted.clientId);
  if (!client) throw new Error(`the server knows no client ${wanted.clientId}`);
  const scope = wanted.scopes.join(' ');
  const grant = new provider.Grant({ accountId: wanted.account, clientId: wanted.clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const fields = { accountId: wanted.account, client, grantId, scope, gty: 'authorization_code' };
  const refreshToken = new provider.RefreshToken({ ...fields, rotations: 0 });
  const accessToken = new provider.AccessToken(fields);
  return {
    grantId,
    refreshToken: new SecretText(await refreshToken.save()),
    accessToken: new SecretText(await accessToken.save()),
  };
}
