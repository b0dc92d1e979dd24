import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type SecretPlace, secretFault } from './secret-call.ts';

/** The value of a tag of a secret; undefined when it has no such tag. */
export async function secretTag({ client, name }: SecretPlace, key: string): Promise<string | undefined> {
  try {
    const { Tags = [] } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return Tags.find(({ Key }) => Key === key)?.Value;
  } catch (error) {
    throw secretFault(error, { name, action: 'DescribeSecret' });
  }
}
