import { SecretText } from '../secret-text.ts';
import type { Instant } from '../time.ts';
import { SIGNING_ALGORITHMS } from './algorithm.ts';
import { KEY_FORM } from './key-form.ts';
import type { PublicJwk } from './public-jwk.ts';

/** One version of a signing key's secret. It tells enough of itself that a lost ledger item can be rebuilt from it. */
export interface SigningKeyValue {
  readonly schema: 1;
  readonly generation: number;
  /** The rotation that made it. */
  readonly intentId: string;
  /** The text of a JWK. */
  readonly privateKey: SecretText;
  readonly publicKey: PublicJwk;
  /** The keys before it were given up when it was made: they are never published again. */
  readonly urgent: boolean;
  readonly createdAt: Instant;
}

/** The stored form. The result holds the secret: it goes into a secret store and nowhere else. */
export function writeSigningKeyValue(value: SigningKeyValue): SecretText {
  return new SecretText(JSON.stringify({ ...value, privateKey: value.privateKey.reveal() }));
}

/** @returns undefined when the text is not a signing key of a schema that this version knows. */
export function readSigningKeyValue(text: SecretText): SigningKeyValue | undefined {
  const raw = parse(text);
  if (!isRecord(raw) || raw.schema !== 1) return undefined;
  const { generation, intentId, privateKey, createdAt } = raw;
  const publicKey = readPublicJwk(raw.publicKey);
  if (typeof generation !== 'number' || typeof intentId !== 'string' || !publicKey) return undefined;
  if (typeof privateKey !== 'string' || typeof createdAt !== 'number') return undefined;
  return {
    schema: 1,
    generation,
    intentId,
    privateKey: new SecretText(privateKey),
    publicKey,
    urgent: raw.urgent === true,
    createdAt,
  };
}

function readPublicJwk(raw: unknown): PublicJwk | undefined {
  if (!isRecord(raw)) return undefined;
  const { x, y, kid } = raw;
  const alg = SIGNING_ALGORITHMS.find((known) => known === raw.alg);
  if (!alg || typeof x !== 'string' || typeof kid !== 'string') return undefined;
  const common = { ...KEY_FORM[alg], x, kid, alg, use: 'sig' } as const;
  if (common.kty === 'OKP') return common;
  return typeof y === 'string' ? { ...common, y } : undefined;
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
