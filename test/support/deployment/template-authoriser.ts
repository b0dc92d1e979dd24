import type { Json } from '../json.ts';
import { deployStacks } from '../template/deploy-stacks.ts';
import { type Authoriser, authoriser } from './authoriser.ts';
import { identityOf, textOf } from './identities.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };

/** ARN of a secret, with six characters as Secrets Manager adds them. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbC123`;
}

/** ARN of the key, of which a deployment has one. */
export const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/own';

/** Decides by the policies of synthesized stacks; nothing of them is made anywhere. */
export async function templateAuthoriser(
  stacks: readonly { readonly name: string; readonly template: Json }[],
): Promise<Authoriser> {
  const resources = await deployStacks({
    ...PLACE,
    stacks,
    create(resource) {
      const { type, properties } = resource;
      if (type === 'AWS::KMS::Key') return { ref: 'own', attributes: { Arn: KEY_ARN } };
      if (type !== 'AWS::SecretsManager::Secret') return identityOf(resource, PLACE);
      const arn = secretArn(textOf(properties.Name) ?? '');
      return { ref: arn, attributes: { Id: arn } };
    },
  });
  return authoriser(resources, PLACE);
}
