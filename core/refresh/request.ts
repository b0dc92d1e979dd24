import { type GrantContext, issuerNow } from '../grant/context.ts';
import type { GrantState } from '../grant/state.ts';
import type { GrantValue } from '../grant/value.ts';
import type { RefreshRequest } from '../ports.ts';

/**
 * What a refresh of this grant sends: the refresh token in force, or a proof.
 *
 * @param from `current`: the value in force; null where nothing of it is sent.
 * @returns null when a refresh token is to be sent and the value in force holds none.
 */
export function requestOf(
  context: GrantContext,
  from: { readonly claimed: GrantState; readonly current: GrantValue | null },
): RefreshRequest | null {
  const { authority, profile, scopes } = context.spec;
  const { tokenEndpoint } = profile;
  if (authority.kind === 'standing') {
    const scope = scopes.join(profile.scopeSeparator);
    return {
      kind: 'proof',
      tokenEndpoint,
      proof: authority.proof,
      scope,
      at: issuerNow(context, from.claimed),
    };
  }
  const refreshToken = from.current?.refreshToken;
  if (!refreshToken) return null;
  const { client, parameters } = authority;
  return { kind: 'refreshToken', tokenEndpoint, client, refreshToken, parameters };
}
