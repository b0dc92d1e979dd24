import { randomInt } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, AwsPermission } from '../aws-service.ts';
import { StoredSecret } from './stored-secret.ts';

/** All secrets, found by name, ARN, or ARN without its six random characters. */
export class SecretVault {
  readonly #secrets = new Map<string, StoredSecret>();
  /** How many reads after each write still see what was before it. */
  lag = 0;

  get all(): readonly StoredSecret[] {
    return [...this.#secrets.values()];
  }

  add(name: string, made: { call: AwsCall; kmsKeyId: string | undefined }): StoredSecret {
    const { region, account, now } = made.call;
    const taken = this.#secrets.get(name);
    if (taken?.deletedAt !== undefined) {
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (taken)
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix()}`;
    const secret = new StoredSecret({ arn, name, createdAt: now, kmsKeyId: made.kmsKeyId });
    this.#secrets.set(name, secret);
    return secret;
  }

  remove(secret: StoredSecret): void {
    this.#secrets.delete(secret.name);
  }

  find(id: string): StoredSecret | undefined {
    return this.all.find(({ arn, name }) => arn === id || name === id || arn.slice(0, -7) === id);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(id: string): StoredSecret {
    const secret = this.find(id);
    if (!secret)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** The same, for what a secret that is marked for deletion does not do. */
  living(id: string): StoredSecret {
    const secret = this.get(id);
    secret.demandLiving();
    return secret;
  }

  /** IAM is asked about the full ARN; for a secret that does not exist, about one without the random characters. */
  permission(
    id: string,
    more: { call: AwsCall; context?: Record<string, string | readonly string[]> },
  ): AwsPermission {
    const { region, account } = more.call;
    const missing = id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${account}:secret:${id}`;
    return {
      resource: this.find(id)?.arn ?? missing,
      context: { 'secretsmanager:SecretId': id, ...more.context },
    };
  }
}

function suffix(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}
