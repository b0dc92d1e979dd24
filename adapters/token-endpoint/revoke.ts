import type { ClientAuthentication } from '../../core/issuer/endpoints.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { postRevocation } from './post-form.ts';
import type { SendOptions } from './send-once.ts';

/** What became of a revocation. */
export type Revocation =
  | { readonly kind: 'revoked' }
  /** The issuer says that this token is none (any more). */
  | { readonly kind: 'wasDead' }
  | { readonly kind: 'failed'; readonly message: string };

/** Revokes a refresh token at the issuer (RFC 7009 section 2). */
export async function revoke(
  target: { endpoint: string; client: ClientAuthentication; refreshToken: SecretText },
  options: SendOptions,
): Promise<Revocation> {
  const { endpoint, client, refreshToken } = target;
  const answer = await postRevocation({ endpoint, client, token: refreshToken.reveal() }, options);
  if (answer.kind !== 'answered') {
    return {
      kind: 'failed',
      message: `${endpoint} did not answer (${answer.error.code ?? answer.error.name})`,
    };
  }
  if (answer.status === 200) return { kind: 'revoked' };
  // Google answers 400 for a token that it has ended before, where RFC 7009 section 2.2 wants 200.
  if (answer.status === 400 && /"invalid_token"|"invalid_grant"/.test(answer.body))
    return { kind: 'wasDead' };
  return { kind: 'failed', message: `${endpoint} answered ${answer.status}` };
}
