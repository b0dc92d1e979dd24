import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { SecretText } from '../../core/secret-text.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

/** What an envelope is bound to: it opens for the same secret and version only, and CloudTrail names both. */
export interface EnvelopeContext {
  readonly secret: string;
  readonly version: string;
}

/** A value under a data key of its own, and that key under the customer key. */
export interface Envelope {
  /** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the ciphertext. */
  readonly ciphertext: Uint8Array;
  readonly dataKey: Uint8Array;
}

export interface EnvelopeKey {
  readonly kms: KMSClient;
  readonly keyArn: string;
}

/**
 * Encrypts under a fresh data key. KMS itself encrypts no more than 4,096 bytes, and two JSON Web Tokens are longer.
 */
export async function sealEnvelope(
  value: SecretText,
  { kms, keyArn, context }: EnvelopeKey & { context: EnvelopeContext },
): Promise<Envelope> {
  const { Plaintext, CiphertextBlob } = await asked(
    { keyArn, action: 'kms:GenerateDataKey' },
    kms.send(
      new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: { ...context } }),
    ),
  );
  if (!Plaintext || !CiphertextBlob) throw awsFault(new Error(), about(keyArn, 'kms:GenerateDataKey'));
  try {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', Plaintext, nonce).setAAD(boundTo(context));
    const body = Buffer.concat([cipher.update(value.reveal(), 'utf8'), cipher.final()]);
    return { ciphertext: Buffer.concat([nonce, cipher.getAuthTag(), body]), dataKey: CiphertextBlob };
  } finally {
    Plaintext.fill(0);
  }
}

/** @returns undefined when it is damaged, or was sealed for something else */
export async function openEnvelope(
  { ciphertext, dataKey }: Envelope,
  { kms, keyArn, context }: EnvelopeKey & { context: EnvelopeContext },
): Promise<SecretText | undefined> {
  const key = await dataKeyOf(dataKey, { kms, keyArn, context });
  if (!key) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, NONCE))
      .setAAD(boundTo(context))
      .setAuthTag(ciphertext.subarray(NONCE, NONCE + TAG));
    const body = [decipher.update(ciphertext.subarray(NONCE + TAG)), decipher.final()];
    return new SecretText(Buffer.concat(body).toString('utf8'));
  } catch {
    // No cause: what fails here is the proof of authenticity, and there is nothing more to say.
    return undefined;
  } finally {
    key.fill(0);
  }
}

const NONCE = 12;
const TAG = 16;

async function dataKeyOf(
  dataKey: Uint8Array,
  { kms, keyArn, context }: EnvelopeKey & { context: EnvelopeContext },
): Promise<Uint8Array | undefined> {
  const asking = kms.send(
    new DecryptCommand({ KeyId: keyArn, CiphertextBlob: dataKey, EncryptionContext: { ...context } }),
  );
  try {
    return (await asking).Plaintext;
  } catch (error) {
    if (NOT_OURS.has(awsErrorName(error))) return undefined;
    throw awsFault(error, about(keyArn, 'kms:Decrypt'));
  }
}

const NOT_OURS = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

async function asked<T>(what: { keyArn: string; action: string }, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw awsFault(error, about(what.keyArn, what.action));
  }
}

function about(keyArn: string, action: string) {
  return { resource: `key ${keyArn}`, action };
}

function boundTo({ secret, version }: EnvelopeContext): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([secret, version]));
}
