import { KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerSecrets } from '../../adapters/secrets-manager/secrets-manager-secrets.ts';
import { secretName } from '../../core/wire.ts';
import type { KmsKey } from './aws/kms/kms-key.ts';
import type { SimulatedAws } from './aws/simulated-aws.ts';
import { LeapingClock } from './fakes/leaping-clock.ts';

/** A deployment `jada` as far as its secrets go. */
export interface DeployedSecrets {
  readonly secrets: SecretsManagerSecrets;
  readonly clock: LeapingClock;
  /** The customer key of all secrets. */
  readonly key: KmsKey;
  /** For what people do by hand. */
  readonly client: SecretsManagerClient;
}

/**
 * Makes secrets as a deployment does, empty and with a customer key: those that the contract and the flows' world name. To have
 * the simulator tell the same time, start it with `now: () => clock.now()`.
 */
export async function deploySecrets(
  aws: SimulatedAws,
  clock: LeapingClock = new LeapingClock(),
): Promise<DeployedSecrets> {
  const key = aws.services.kms.addKey();
  const client = new SecretsManagerClient(aws.client('mateo'));
  for (const id of DEPLOYED)
    await client.send(new CreateSecretCommand({ Name: secretName('jada', id), KmsKeyId: key.arn }));
  const secrets = new SecretsManagerSecrets({
    client: new SecretsManagerClient({ ...aws.client('broker'), maxAttempts: 3 }),
    kms: new KMSClient(aws.client('broker')),
    clock,
    deployment: 'jada',
  });
  return { secrets, clock, key, client };
}

const DEPLOYED = [
  'grant/crew',
  'grant/crew-sheets',
  'grant/other',
  'token/crew-sheets',
  'token/sheets',
  'client/crew',
] as const;
