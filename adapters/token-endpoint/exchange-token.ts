import type { FederationProof, Impersonation } from '../../core/grant/proof.ts';
import { readTokens } from '../../core/issuer/read-tokens.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { ProofRequest } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { formOf, type SendOptions, sendOnce } from './send-once.ts';

/** What is exchanged, and for what. */
export interface Exchange {
  readonly request: ProofRequest;
  readonly proof: FederationProof;
  /** The statement about the subject. */
  readonly subjectToken: SecretText;
}

/**
 * Exchanges a statement of another identity provider for a token (RFC 8693 section 2.1) and, where it is declared, that
 * one for a token of the service account that it may act as.
 *
 * @returns the answer that ended it: the last one, or the first that held no token.
 */
export async function exchangeToken(exchange: Exchange, options: SendOptions): Promise<TokenAnswer> {
  const { request, proof, subjectToken } = exchange;
  const { impersonation } = proof;
  const federated = await sendOnce(
    formOf(request.tokenEndpoint, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: proof.audience,
      scope: impersonation ? CLOUD_PLATFORM : request.scope,
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
      subject_token: subjectToken.reveal(),
    }),
    options,
  );
  if (!impersonation || federated.kind !== 'answered' || federated.status !== 200) return federated;
  const token = federated.truncated ? undefined : readTokens(federated.body)?.accessToken;
  if (!token) return federated;
  return await sendOnce(impersonating(impersonation, { token, scope: request.scope }), options);
}

/** What the federated token must have to act as somebody else. */
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

function impersonating({ url, lifetimeSeconds }: Impersonation, as: { token: SecretText; scope: string }) {
  return {
    url,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${as.token.reveal()}`,
    },
    body: JSON.stringify({ scope: as.scope.split(' '), lifetime: `${lifetimeSeconds}s` }),
  } as const;
}
