import type { Digest, SecretId } from '../ports.ts';

/**
 * Versions are named after the intent that made them, so that a recovery knows where the answer would lie
 * without having seen it.
 */
export function grantVersionId(digest: Digest, intentId: string): string {
  return digest.uuid5(intentId, 'G');
}

export function tokenVersionId(digest: Digest, intentId: string): string {
  return digest.uuid5(intentId, 'T');
}

export function grantSecret(grant: string): SecretId {
  return `grant/${grant}`;
}

export function tokenSecret(token: string): SecretId {
  return `token/${token}`;
}
