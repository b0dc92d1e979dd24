import { answerFields } from '../../core/issuer/answer-fields.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { Introspection, Issuer, RefreshTokenRequest } from '../../core/ports.ts';
import { postGrant, postIntrospection } from './post-form.ts';
import type { SendOptions } from './send-once.ts';
import { type ProofOptions, sendProof } from './send-proof.ts';

/** The real {@link Issuer}: speaks HTTP, once per call. Pages, redirects and giant bodies come back as answers. */
export function httpIssuer(options: ProofOptions): Issuer {
  return {
    send: (request) =>
      request.kind === 'proof' ? sendProof(request, options) : sendRefreshToken(request, options),
    introspect: async ({ introspectionEndpoint, client, refreshToken }) =>
      activity(
        await postIntrospection(
          { endpoint: introspectionEndpoint, client, token: refreshToken.reveal() },
          options,
        ),
      ),
  };
}

function sendRefreshToken(
  { tokenEndpoint, client, refreshToken, parameters }: RefreshTokenRequest,
  options: SendOptions,
): Promise<TokenAnswer> {
  return postGrant(
    {
      endpoint: tokenEndpoint,
      client,
      grantType: 'refresh_token',
      parameters: { ...parameters, refresh_token: refreshToken.reveal() },
    },
    options,
  );
}

/** RFC 7662 section 2.2: only a 200 with a boolean `active` says anything. */
function activity(answer: TokenAnswer): Introspection {
  if (answer.kind !== 'answered' || answer.status !== 200) return 'unknown';
  const active = answerFields(answer.body)?.active;
  if (typeof active !== 'boolean') return 'unknown';
  return active ? 'active' : 'inactive';
}
