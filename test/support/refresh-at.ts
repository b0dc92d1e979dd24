import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { httpIssuer } from '../../adapters/token-endpoint/http-issuer.ts';
import { type ReadTokens, readTokens } from '../../core/issuer/read-tokens.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { RefreshTokenRequest } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';

/** What an issuer over HTTP needs of this machine, which has no identity at AWS. */
export const OUTSIDE = {
  clock: systemClock,
  showIdentity: () => Promise.reject(new Error('this machine has no identity at AWS')),
};

/** One refresh as the public client of the drill's server sends it. */
export function refreshRequest(server: AuthorizationServer, refreshToken: SecretText): RefreshTokenRequest {
  return {
    kind: 'refreshToken',
    tokenEndpoint: server.tokenEndpoint,
    client: { clientId: 'desk', method: 'none' },
    refreshToken,
    parameters: {},
  };
}

/** Refreshes over HTTP. @returns the raw answer */
export function refreshAt(server: AuthorizationServer, refreshToken: SecretText): Promise<TokenAnswer> {
  return httpIssuer(OUTSIDE).send(refreshRequest(server, refreshToken));
}

/** Refreshes over HTTP and takes the tokens. @throws Error when the answer holds none */
export async function tokensFrom(
  server: AuthorizationServer,
  refreshToken: SecretText,
): Promise<ReadTokens & { refreshToken: SecretText }> {
  const answer = await refreshAt(server, refreshToken);
  const tokens = answer.kind === 'answered' ? readTokens(answer.body, { at: answer.receivedAt }) : null;
  if (!tokens) throw new Error(`no tokens: ${answer.kind === 'answered' ? answer.status : answer.kind}`);
  return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
}

/** Asks the protected resource. @returns the status */
export async function statusOfSheet(server: AuthorizationServer, accessToken: SecretText): Promise<number> {
  const response = await fetch(server.resource, {
    headers: { authorization: `Bearer ${accessToken.reveal()}` },
  });
  await response.body?.cancel();
  return response.status;
}

/** `status error` of an answer, or its kind: `400 invalid_grant`, `lost`. */
export function brief(answer: TokenAnswer): string {
  if (answer.kind !== 'answered') return answer.kind;
  const error = /"error":"(\w+)"/.exec(answer.body)?.[1];
  return error === undefined ? String(answer.status) : `${answer.status} ${error}`;
}

export function fingerprint(token: SecretText | null): string | null {
  return token === null ? null : nodeDigest.fingerprint(token);
}
