import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../../core/fault.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

/** A secret and the way to it. */
export interface SecretPlace {
  /** Its SDK's own retry is welcome here (standard mode, three attempts with jitter): no call of ours is an exchange. */
  readonly client: SecretsManagerClient;
  /** The whole name: `evergrant/jada/grant/crew-sheets`. */
  readonly name: string;
}

/** The failure of a call about a secret, with the secret's name and the next command. @param action `PutSecretValue` */
export function secretFault(error: unknown, about: { name: string; action: string }): Fault {
  const { name, action } = about;
  const resource = `secret ${name}`;
  if (awsErrorName(error) === 'LimitExceededException') return secretFull(name, { cause: error });
  return awsFault(error, { resource, action: `secretsmanager:${action}` });
}

/**
 * Secrets Manager keeps what is younger than a day and what carries a label, up to 100 versions and 20 labels. More
 * than one write in ten minutes, for long, fills it.
 */
export function secretFull(name: string, why: { what?: string; cause?: unknown } = {}): Fault {
  const { what = 'a quota of Secrets Manager is reached', cause } = why;
  return new Fault({
    code: 'SecretFull',
    message: `secret ${name}: ${what} (100 versions a day, 20 staging labels)`,
    remedy: `see what fills it: aws secretsmanager list-secret-version-ids --include-deprecated --secret-id ${name}; nothing of ours may write it more often than every ten minutes`,
    retryable: true,
    cause,
  });
}

export function secretDeleted(name: string): Fault {
  return new Fault({
    code: 'SecretDeleted',
    message: `secret ${name} is marked for deletion: nothing in it can be read or written`,
    remedy: `bring it back: aws secretsmanager restore-secret --secret-id ${name}`,
  });
}
