import {
  DecryptCommand,
  DisabledException,
  EncryptCommand,
  GenerateDataKeyCommand,
  InvalidCiphertextException,
  KMSClient,
  KMSInvalidStateException,
  NotFoundException,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DecryptionFailure,
  EncryptionFailure,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();
const EncryptionContext = { secret: 'evergrant/jada/grant/crew-sheets', version: 'v1' };

describe('the simulated KMS', () => {
  it('opens a ciphertext only under the context it was sealed with', async () => {
    const { kms, key } = await withKey();
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: key.arn, Plaintext: Buffer.from('r1'), EncryptionContext }),
    );
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('r1');
    for (const wrong of [undefined, { ...EncryptionContext, version: 'v2' }]) {
      const command = new DecryptCommand({ CiphertextBlob, EncryptionContext: wrong });
      await expect(kms.send(command)).rejects.toBeInstanceOf(InvalidCiphertextException);
    }
  });

  it('gives data keys that it can open again', async () => {
    const { kms, key } = await withKey();
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/evergrant', KeySpec: 'AES_256' }));
    expect(made.KeyId).toBe(key.arn);
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
  });

  it('refuses a key that is disabled, pending deletion or unknown, by the right names', async () => {
    const { kms, key } = await withKey();
    const ask = (KeyId: string) => kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    key.state = 'Disabled';
    await expect(ask(key.arn)).rejects.toBeInstanceOf(DisabledException);
    key.state = 'PendingDeletion';
    await expect(ask(key.arn)).rejects.toBeInstanceOf(KMSInvalidStateException);
    await expect(ask('alias/nobody')).rejects.toBeInstanceOf(NotFoundException);
  });

  it('is asked by Secrets Manager for secrets that have a key, in the name of the caller', async () => {
    const { aws, key } = await withKey();
    const client = new SecretsManagerClient(aws.client('refresh'));
    await client.send(new CreateSecretCommand({ Name: 'x', KmsKeyId: key.arn }));
    await client.send(new PutSecretValueCommand({ SecretId: 'x', SecretString: 'v' }));
    await client.send(new GetSecretValueCommand({ SecretId: 'x' }));
    const asked = aws.calls.filter(({ via }) => via === 'secretsmanager');
    expect(asked.map(({ action, principal }) => [action, principal])).toEqual([
      ['kms:GenerateDataKey', 'refresh'],
      ['kms:Decrypt', 'refresh'],
    ]);
    key.state = 'Disabled';
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'x' }))).rejects.toBeInstanceOf(
      DecryptionFailure,
    );
    const put = client.send(new PutSecretValueCommand({ SecretId: 'x', SecretString: 'w' }));
    await expect(put).rejects.toBeInstanceOf(EncryptionFailure);
  });
});

async function withKey() {
  const aws = await start();
  return {
    aws,
    kms: new KMSClient(aws.client()),
    key: aws.services.kms.addKey({ alias: 'alias/evergrant' }),
  };
}
