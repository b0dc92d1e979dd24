import { type CryptoKey, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { KeyUnusable } from './errors/key-errors.ts';
import { shown } from './shown.ts';

/** Keys that an issuer published. */
export interface KeySet {
  has(keyId: string): boolean;
  /** The key of this name, imported once. @throws KeyUnusable for another algorithm or use, twice in the set, private */
  key(keyId: string, algorithm: string): Promise<CryptoKey>;
}

/** @param published a JWK Set (RFC 7517 section 5) as it was received. @throws Error when it is none */
export function keySet(published: unknown): KeySet {
  if (!isKeySet(published)) throw new Error('what is published is not a set of keys');
  const names = new Set(published.keys.map(({ kid }) => kid));
  const find = createLocalJWKSet(published);
  return {
    has: (keyId) => names.has(keyId),
    key: async (keyId, algorithm) => {
      try {
        return await find({ alg: algorithm, kid: keyId });
      } catch (cause) {
        throw new KeyUnusable({ expected: `one key ${shown(keyId)} for ${algorithm}`, cause });
      }
    },
  };
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return (
    typeof value === 'object' &&
    value !== null &&
    'keys' in value &&
    Array.isArray(value.keys) &&
    value.keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key))
  );
}
