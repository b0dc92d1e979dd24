import type { AwsSubject } from '../../core/grant/proof.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { ProofRequest } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { errorEvidence } from './error-evidence.ts';
import { exchangeToken } from './exchange-token.ts';
import { postGrant } from './post-form.ts';
import { formOf, type SendOptions, sendOnce } from './send-once.ts';
import { signAssertion } from './sign-assertion.ts';

/** Makes the statement about a subject that an exchange sends. Throws a Fault whose code is a reason. */
export type ShowIdentity = (
  subject: AwsSubject,
  showing: { readonly audience: string; readonly at: Instant },
) => Promise<SecretText>;

export interface ProofOptions extends SendOptions {
  readonly showIdentity: ShowIdentity;
}

/** Makes the proof of a standing grant and sends it. A proof that could not be made is an answer, too: nothing was sent. */
export async function sendProof(request: ProofRequest, options: ProofOptions): Promise<TokenAnswer> {
  try {
    return await made(request, options);
  } catch (error) {
    return { kind: 'notSent', error: errorEvidence(error), sentAt: options.clock.now() };
  }
}

async function made(request: ProofRequest, options: ProofOptions): Promise<TokenAnswer> {
  const { tokenEndpoint, proof, scope } = request;
  switch (proof.kind) {
    case 'assertion': {
      const assertion = signAssertion(proof, request);
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertion.reveal(),
      };
      return await sendOnce(formOf(tokenEndpoint, form), options);
    }
    case 'federation': {
      const { audience, subject } = proof;
      const subjectToken = await options.showIdentity(subject, { audience, at: request.at });
      return await exchangeToken({ request, proof, subjectToken }, options);
    }
    case 'client': {
      const parameters = { ...(scope === '' ? {} : { scope }), ...proof.parameters };
      return await postGrant(
        { endpoint: tokenEndpoint, client: proof.client, grantType: 'client_credentials', parameters },
        options,
      );
    }
  }
}
