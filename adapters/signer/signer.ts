import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { Fault } from '../../core/fault.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { SigningAlgorithm } from '../../core/signing-key/algorithm.ts';
import { KEY_FORM } from '../../core/signing-key/key-form.ts';
import type { PublicJwk, PublicJwks } from '../../core/signing-key/public-jwk.ts';
import type { Signer } from '../../core/signing-key/signer.ts';

/** Keys and signatures by jose, over the Web Crypto of node. */
export const signer: Signer = { generate, sign, verify };

async function generate(
  algorithm: SigningAlgorithm,
): Promise<{ privateKey: SecretText; publicKey: PublicJwk }> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const privateKey = new SecretText(JSON.stringify(await exportJWK(pair.privateKey)));
  const { x = '', y = '' } = await exportJWK(pair.publicKey);
  const form = KEY_FORM[algorithm];
  const members = form.kty === 'EC' ? { ...form, x, y } : { ...form, x };
  const kid = await calculateJwkThumbprint(members);
  return { privateKey, publicKey: { ...members, kid, alg: algorithm, use: 'sig' } };
}

async function sign(
  claims: Readonly<Record<string, unknown>>,
  { privateKey, publicKey }: { privateKey: SecretText; publicKey: PublicJwk },
): Promise<SecretText> {
  const { alg, kid } = publicKey;
  const key = await importJWK(privateJwk(privateKey), alg);
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  const token = await new CompactSign(payload).setProtectedHeader({ alg, typ: 'JWT', kid }).sign(key);
  return new SecretText(token);
}

async function verify(token: SecretText, { keys }: PublicJwks): Promise<boolean> {
  try {
    const known = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
    await compactVerify(token.reveal(), known, { algorithms: keys.map(({ alg }) => alg) });
    return true;
  } catch {
    return false;
  }
}

/** @throws Fault `SigningKeyDamaged`; the error of a parser would quote the key */
function privateJwk(text: SecretText): JWK {
  const raw = parse(text);
  if (isJwk(raw)) return raw;
  throw new Fault({
    code: 'SigningKeyDamaged',
    message: 'the private half of a signing key is no JWK',
    remedy: 'make another that signs at once: evergrant rotate KEY --emergency',
  });
}

function parse(text: SecretText): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
}

function isJwk(raw: unknown): raw is JWK {
  return typeof raw === 'object' && raw !== null && 'kty' in raw && 'd' in raw && typeof raw.d === 'string';
}
