import type { Digest, SecretId } from '../ports.ts';

/** Versions are named after the intent that made them, so that a recovery knows where the key would lie. */
export function keyVersionId(digest: Digest, intentId: string): string {
  return digest.uuid5(intentId, 'K');
}

export function keyTokenVersionId(digest: Digest, intentId: string): string {
  return digest.uuid5(intentId, 'T');
}

export function keySecret(key: string): SecretId {
  return `key/${key}`;
}
