import { AwsError } from '../aws-error.ts';
import { NO_VERSIONS, type Versions } from './versions.ts';

/** How a secret is rotated. */
export interface Rotation {
  enabled: boolean;
  functionArn: string;
  rules: Readonly<Record<string, unknown>> | undefined;
  lastRotatedAt: number | undefined;
}

/** One secret of the simulated Secrets Manager. */
export class StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  /** As it was given: ARN, id or alias; undefined for the key that AWS manages. */
  kmsKeyId: string | undefined;
  description: string | undefined;
  tags: readonly { readonly Key: string; readonly Value: string }[] = [];
  /** Set while it is marked for deletion. */
  deletedAt: number | undefined;
  rotation: Rotation | undefined;
  #versions: Versions = NO_VERSIONS;
  #behind: { readonly versions: Versions; reads: number } | undefined;

  constructor(secret: { arn: string; name: string; createdAt: number; kmsKeyId: string | undefined }) {
    this.arn = secret.arn;
    this.name = secret.name;
    this.createdAt = secret.createdAt;
    this.kmsKeyId = secret.kmsKeyId;
  }

  /** What is true, for writers. */
  get versions(): Versions {
    return this.#versions;
  }

  /** @param lag how many reads from now on shall still see what was before */
  write(versions: Versions, lag: number): void {
    this.#behind = lag > 0 ? { versions: this.#versions, reads: lag } : undefined;
    this.#versions = versions;
  }

  /** What a reader sees. */
  read(): Versions {
    if (!this.#behind || this.#behind.reads === 0) return this.#versions;
    this.#behind.reads -= 1;
    return this.#behind.versions;
  }

  /** @throws AwsError for a secret that is marked for deletion */
  demandLiving(): void {
    if (this.deletedAt === undefined) return;
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
}
