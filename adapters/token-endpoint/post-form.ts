import * as oauth from 'oauth4webapi';
import type { ClientAuthentication } from '../../core/issuer/endpoints.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import { errorEvidence } from './error-evidence.ts';
import { type SendOptions, sendOnce } from './send-once.ts';

/** A form that a client posts under its own name. */
export interface ClientForm {
  readonly endpoint: string;
  readonly client: ClientAuthentication;
  readonly grantType: 'refresh_token' | 'authorization_code' | 'client_credentials';
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Posts a grant to a token endpoint. oauth4webapi builds the form and proves the client (RFC 6749 section 2.3.1);
 * the answer is taken raw before that library sees it, because it throws for everything that is not conforming,
 * and what does not conform is what core has to judge.
 */
export function postGrant(form: ClientForm, options: SendOptions): Promise<TokenAnswer> {
  return captureAnswer(options, (capture) =>
    oauth.genericTokenEndpointRequest(
      { issuer: form.endpoint, token_endpoint: form.endpoint },
      { client_id: form.client.clientId },
      provenBy(form.client),
      form.grantType,
      { ...form.parameters },
      capture,
    ),
  );
}

/** Asks what a token is worth (RFC 7662). */
export function postIntrospection(
  form: { endpoint: string; client: ClientAuthentication; token: string },
  options: SendOptions,
): Promise<TokenAnswer> {
  return captureAnswer(options, (capture) =>
    oauth.introspectionRequest(
      { issuer: form.endpoint, introspection_endpoint: form.endpoint },
      { client_id: form.client.clientId },
      provenBy(form.client),
      form.token,
      { ...capture, additionalParameters: { token_type_hint: 'refresh_token' } },
    ),
  );
}

/** Withdraws a refresh token (RFC 7009). What the issuer ends with it is its own rule. */
export function postRevocation(
  form: { endpoint: string; client: ClientAuthentication; token: string },
  options: SendOptions,
): Promise<TokenAnswer> {
  return captureAnswer(options, (capture) =>
    oauth.revocationRequest(
      { issuer: form.endpoint, revocation_endpoint: form.endpoint },
      { client_id: form.client.clientId },
      provenBy(form.client),
      form.token,
      { ...capture, additionalParameters: { token_type_hint: 'refresh_token' } },
    ),
  );
}

interface Capture {
  [oauth.customFetch]: (
    url: string,
    request: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ) => Promise<Response>;
  [oauth.allowInsecureRequests]: true;
}

async function captureAnswer(
  options: SendOptions,
  ask: (capture: Capture) => Promise<Response>,
): Promise<TokenAnswer> {
  let answer: TokenAnswer | undefined;
  try {
    await ask({
      [oauth.customFetch]: async (url, { method, headers, body }) => {
        answer = await sendOnce({ url, method, headers, body: body.toString() }, options);
        return new Response();
      },
      // sendOnce draws the line itself, and draws it tighter: plain http on loopback only.
      [oauth.allowInsecureRequests]: true,
    });
  } catch (error) {
    if (!answer) return { kind: 'notSent', error: errorEvidence(error), sentAt: options.clock.now() };
  }
  return (
    answer ?? {
      kind: 'notSent',
      error: { name: 'Error', message: 'nothing was sent' },
      sentAt: options.clock.now(),
    }
  );
}

function provenBy({ method, clientSecret }: ClientAuthentication): oauth.ClientAuth {
  if (method === 'none') return oauth.None();
  const secret = clientSecret?.reveal() ?? '';
  return method === 'client_secret_basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}
