import type { IdTokenReading } from '../../adapters/token-endpoint/id-token.ts';
import type { SendOptions } from '../../adapters/token-endpoint/send-once.ts';
import { fetchUserinfo } from '../../adapters/token-endpoint/userinfo.ts';
import type { ConsentRefusal } from '../../core/consent/candidate.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import type { ReadTokens } from '../../core/issuer/read-tokens.ts';

/** Whose consent it was; `account` is null where the issuer cannot say. */
export type Proven =
  | { readonly kind: 'proven'; readonly account: string | null }
  | ({ readonly kind: 'refused' } & ConsentRefusal);

/**
 * Finds the account behind a fresh access token: from the signed ID token, else by using the access token once at the
 * issuer's userinfo endpoint. The new grant has then worked before the old one is given up.
 */
export async function proveAccount(
  { spec }: GrantContext,
  fresh: { tokens: ReadTokens; idToken: IdTokenReading | null; options: SendOptions },
): Promise<Proven> {
  const { identity, userinfoEndpoint } = spec.profile;
  const { idToken, tokens, options } = fresh;
  if (idToken?.kind === 'refused') return refused(`the ID token is not valid (${idToken.reason})`);
  const claim = identity.kind === 'idToken' ? identity.claim : 'email';
  const signed = idToken?.kind === 'verified' ? textOf(idToken.claims[claim]) : null;
  const endpoint = identity.kind === 'userinfo' ? identity.endpoint : userinfoEndpoint;
  if (endpoint === undefined) return { kind: 'proven', account: signed };
  const path = identity.kind === 'userinfo' ? identity.path : claim;
  const seen = await fetchUserinfo({ endpoint, path, accessToken: tokens.accessToken }, options);
  if (seen.kind === 'found') return { kind: 'proven', account: signed ?? seen.account };
  if (seen.kind === 'absent') return { kind: 'proven', account: signed };
  if (seen.answer.kind === 'answered' && seen.answer.status === 403)
    return { kind: 'proven', account: signed };
  return refused('the new access token does not work at the userinfo endpoint');
}

function refused(message: string): Proven {
  return {
    kind: 'refused',
    reason: 'CandidateFailed',
    message,
    remedy: 'begin the consent again; the old grant is untouched',
  };
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.length > 0 ? claim : null;
}
