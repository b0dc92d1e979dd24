import { createSecret } from './create-secret.ts';
import { finishSecret } from './finish-secret.ts';
import type { TokenRotation } from './rotation.ts';
import type { RotationStep } from './step.ts';
import { testSecret } from './test-secret.ts';

/**
 * Does one step of a rotation of a token secret. Each step may be repeated and come late; none sends a second exchange
 * for one rotation, and none puts an older token in the place of a newer one.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateToken(rotation: TokenRotation, step: RotationStep): Promise<void> {
  switch (step) {
    case 'createSecret':
      return await createSecret(rotation);
    case 'setSecret':
      // The issuer knows the token that it gave; there is nobody to tell.
      return;
    case 'testSecret':
      return await testSecret(rotation);
    case 'finishSecret':
      return await finishSecret(rotation);
  }
}
