import { randomUUID } from 'node:crypto';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretName } from '../../core/wire.ts';
import type { RotationStep } from './aws/secretsmanager/rotation-driver.ts';
import type { DeployedWorld } from './deployed-world.ts';
import type { LambdaOutcome } from './lambda-runtime/runtime-api.ts';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** The rotation of a token secret, as Secrets Manager runs it and step by step. */
export function rotationOf({ app }: DeployedWorld, token = 'sheets') {
  const { vault, rotation } = app.aws.services.secretsManager;
  const secret = vault.get(secretName('jada', `token/${token}`));
  const client = new SecretsManagerClient(app.aws.client('mateo'));
  return {
    /** Has Secrets Manager rotate, once and without a second try. @returns the version and the steps that it ran */
    async rotate(versionId: string = randomUUID()) {
      rotation.attempts = 1;
      const before = rotation.steps.length;
      await client.send(new RotateSecretCommand({ SecretId: secret.name, ClientRequestToken: versionId }));
      await rotation.finished();
      const steps = rotation.steps.slice(before).map(({ Step, failure }) => ({ Step, ok: !failure }));
      return { versionId, steps };
    },
    /** Calls the function for one step, as Secrets Manager does when it tries again. */
    step: (Step: RotationStep | string, versionId: string): Promise<LambdaOutcome> =>
      app.invoke('rotate', {
        Step,
        SecretId: secret.arn,
        ClientRequestToken: versionId,
        RotationToken: 'kept',
      }),
    /** Version of a label as it lies there. */
    label: (name: string) => secret.versions.labels.get(name),
    secret,
  };
}

/** Lets the time pass after which a dead holder of the grant's lock is suspect. */
export async function outlastLock({ deployment }: DeployedWorld, grant = 'crew'): Promise<void> {
  const stored = await deployment.ledger.read('grant', grant);
  if (!stored?.item.lock) return;
  const lock = { ...stored.item.lock, until: 0 };
  await deployment.ledger.replace('grant', grant, { seen: stored.revision, item: { ...stored.item, lock } });
}
