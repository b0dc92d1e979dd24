import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, type AwsPermission, type AwsService, awsAction } from '../aws-service.ts';
import { type EncryptionContext, KmsKey, sealedBy } from './kms-key.ts';

/** Key Management Service: symmetric keys, encryption contexts, keys that are disabled. */
export class KmsService implements AwsService {
  readonly name = 'kms';
  readonly protocol = { kind: 'json', target: 'TrentService', version: '1.1' } as const;
  readonly #keys: KmsKey[] = [];
  readonly #aliases = new Map<string, KmsKey>();

  /** What a test may disable. */
  get keys(): readonly KmsKey[] {
    return this.#keys;
  }

  /** Makes a key, in place of CreateKey and CreateAlias. @param place.alias `alias/…` */
  addKey(place: { region?: string; account?: string; alias?: string } = {}): KmsKey {
    const { region = 'us-east-1', account = '123456789012', alias } = place;
    const key = new KmsKey(`arn:aws:kms:${region}:${account}:key/${randomUUID()}`);
    this.#keys.push(key);
    if (alias !== undefined) this.#aliases.set(alias, key);
    return key;
  }

  readonly actions = {
    Encrypt: awsAction({
      input: z.strictObject({
        KeyId: z.string(),
        Plaintext: base64(4096),
        EncryptionContext: contextSchema(),
      }),
      permissions: (input, call) => [this.#permission(this.#key(input.KeyId), { input, call })],
      run: ({ KeyId, Plaintext, EncryptionContext }) => {
        const key = this.#usable(KeyId);
        return {
          CiphertextBlob: key.seal(Plaintext, EncryptionContext),
          KeyId: key.arn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    }),

    Decrypt: awsAction({
      input: z.strictObject({
        CiphertextBlob: base64(6144),
        EncryptionContext: contextSchema(),
        KeyId: z.string().optional(),
      }),
      permissions: (input, call) => [
        this.#permission(this.#key(sealedBy(input.CiphertextBlob)), { input, call }),
      ],
      run: ({ CiphertextBlob, EncryptionContext, KeyId }) => {
        const key = this.#usable(sealedBy(CiphertextBlob));
        if (KeyId !== undefined && this.#key(KeyId) !== key) throw new AwsError('IncorrectKeyException', '');
        return {
          Plaintext: key.open(CiphertextBlob, EncryptionContext),
          KeyId: key.arn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    }),

    GenerateDataKey: awsAction({
      input: z.strictObject({
        KeyId: z.string(),
        KeySpec: z.literal('AES_256'),
        EncryptionContext: contextSchema(),
      }),
      permissions: (input, call) => [this.#permission(this.#key(input.KeyId), { input, call })],
      run: ({ KeyId, EncryptionContext }) => {
        const key = this.#usable(KeyId);
        const dataKey = randomBytes(32);
        return {
          Plaintext: dataKey,
          CiphertextBlob: key.seal(dataKey, EncryptionContext),
          KeyId: key.arn,
        };
      },
    }),
  };

  /** @param id key id, key ARN, alias or alias ARN */
  #key(id: string): KmsKey {
    const key =
      this.#keys.find(({ arn }) => arn === id || arn.endsWith(`:key/${id}`)) ??
      this.#aliases.get(id.slice(id.indexOf('alias/')));
    if (!key) throw new AwsError('NotFoundException', `Key '${id}' does not exist`);
    return key;
  }

  #usable(id: string): KmsKey {
    const key = this.#key(id);
    key.demandUsable();
    return key;
  }

  #permission(
    key: KmsKey,
    { input, call }: { input: { EncryptionContext: EncryptionContext }; call: AwsCall },
  ): AwsPermission {
    const pairs = Object.entries(input.EncryptionContext);
    return {
      resource: key.arn,
      context: {
        'kms:CallerAccount': call.account,
        ...(call.via !== undefined && { 'kms:ViaService': `${call.via}.${call.region}.amazonaws.com` }),
        ...(pairs.length > 0 && { 'kms:EncryptionContextKeys': pairs.map(([name]) => name) }),
        ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      },
    };
  }
}

function contextSchema() {
  return z.record(z.string(), z.string()).default({});
}

function base64(most: number) {
  return z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ length }) => length > 0 && length <= most, `1 to ${most} bytes`);
}
