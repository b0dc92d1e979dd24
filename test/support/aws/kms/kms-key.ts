import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** Pairs that must be the same again when the ciphertext is opened. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** A symmetric key of the simulated KMS. */
export class KmsKey {
  readonly arn: string;
  /** What a test may make of it. */
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' = 'Enabled';
  readonly #material = randomBytes(32);

  constructor(arn: string) {
    this.arn = arn;
  }

  /** @throws AwsError unless the key may be used now */
  demandUsable(): void {
    if (this.state === 'Disabled') throw new AwsError('DisabledException', `${this.arn} is disabled.`);
    if (this.state === 'PendingDeletion')
      throw new AwsError('KMSInvalidStateException', `${this.arn} is pending deletion.`);
  }

  seal(plaintext: Uint8Array, context: EncryptionContext): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#material, nonce).setAAD(canonical(context));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const arn = Buffer.from(this.arn);
    return Buffer.concat([Buffer.of(arn.length), arn, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws AwsError for a ciphertext that was not sealed by this key with this context */
  open(ciphertext: Uint8Array, context: EncryptionContext): Buffer {
    const blob = Buffer.from(ciphertext);
    const start = 1 + blob.readUInt8(0);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#material, blob.subarray(start, start + 12))
        .setAAD(canonical(context))
        .setAuthTag(blob.subarray(start + 12, start + 28));
      return Buffer.concat([decipher.update(blob.subarray(start + 28)), decipher.final()]);
    } catch {
      throw invalidCiphertext();
    }
  }
}

/** The ARN of the key that sealed a ciphertext. @throws AwsError for what is no ciphertext */
export function sealedBy(ciphertext: Uint8Array): string {
  const blob = Buffer.from(ciphertext);
  const length = blob.length > 0 ? blob.readUInt8(0) : 0;
  if (blob.length < 1 + length + 28) throw invalidCiphertext();
  return blob.toString('utf8', 1, 1 + length);
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}

/** Order does not matter in an encryption context. */
function canonical(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
