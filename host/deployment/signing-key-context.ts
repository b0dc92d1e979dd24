import { signer } from '../../adapters/signer/signer.ts';
import { Fault } from '../../core/fault.ts';
import type { SigningKeyContext } from '../../core/signing-key/context.ts';
import { grantParameter } from '../../core/wire.ts';
import type { Deployment } from './open-deployment.ts';

/**
 * A signing key of a deployment, ready for the flows.
 * @throws Fault `GrantDocumentInvalid`, and what reading the parameter throws for a key that is not deployed
 */
export async function signingKeyContext(
  { name: deployment, grants, ports }: Pick<Deployment, 'name' | 'grants' | 'ports'>,
  name: string,
): Promise<SigningKeyContext> {
  const { signingKeys, agentTokens } = (await grants.open(name)).document.declaration;
  const key = signingKeys.get(name);
  if (!key) throw notAKey(grantParameter(deployment, name));
  const tokens = [...agentTokens.values()].filter((token) => token.key.name === name);
  return { ports: { ...ports, signer }, spec: { ...key, tokens: tokens.map((token) => token.name) } };
}

function notAKey(parameter: string): Fault {
  return new Fault({
    code: 'GrantDocumentInvalid',
    message: `parameter ${parameter} does not hold the declaration of a signing key`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}
