import { SecretText } from '../secret-text.ts';
import type { Instant } from '../time.ts';

/** One version of an API key's secret. It tells enough of itself that a lost ledger item can be rebuilt from it. */
export interface KeyValue {
  readonly schema: 1;
  readonly generation: number;
  readonly intentId: string;
  readonly origin: 'person' | 'rotation';
  readonly key: SecretText;
  readonly keyId: string | null;
  readonly scopes: readonly string[];
  readonly since: Instant;
}

/** The stored form. The result holds the secret: it goes into a secret store and nowhere else. */
export function writeKeyValue(value: KeyValue): SecretText {
  return new SecretText(JSON.stringify({ ...value, key: value.key.reveal() }));
}

/** @returns undefined when the text is not a key value of a schema that this version knows. */
export function readKeyValue(text: SecretText): KeyValue | undefined {
  const raw = parse(text);
  if (!isRecord(raw)) return undefined;
  const { schema, generation, intentId, origin, key, keyId, scopes, since } = raw;
  if (schema !== 1 || typeof generation !== 'number' || typeof intentId !== 'string') return undefined;
  if (typeof key !== 'string' || typeof since !== 'number') return undefined;
  return {
    schema: 1,
    generation,
    intentId,
    origin: origin === 'rotation' ? 'rotation' : 'person',
    key: new SecretText(key),
    keyId: typeof keyId === 'string' ? keyId : null,
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [],
    since,
  };
}

function parse(text: SecretText): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
