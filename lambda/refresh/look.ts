import type { RefreshResult } from '../../core/broker.ts';
import type { Deployment } from '../../host/deployment/open-deployment.ts';
import { type Look, lookAt } from './look-at.ts';
import { lookAtAgentToken } from './look-at-agent-token.ts';
import { lookAtKey } from './look-at-signing-key.ts';

/** Looks at a credential, whatever it is: a grant, the token of an agent, or a signing key. No two have the same name. */
export async function lookAtCredential(
  deployment: Deployment,
  name: string,
  look: Look,
): Promise<RefreshResult> {
  const { declaration } = (await deployment.grants.open(name)).document;
  const again = (token: string) => lookAtCredential(deployment, token, { kind: 'tick' });
  // A host may ask for a look at a key, and no look makes a successor that is neither due nor wanted by a person.
  if (declaration.signingKeys.has(name)) return await lookAtKey(deployment, name, again);
  const spec = declaration.agentTokens.get(name);
  if (!spec) return await lookAt(deployment, name, look);
  const others = async (token: string) => (token === name ? undefined : await again(token));
  return await lookAtAgentToken(deployment, {
    spec,
    declaration,
    look,
    lookAtKey: (key) => lookAtKey(deployment, key, others),
  });
}
