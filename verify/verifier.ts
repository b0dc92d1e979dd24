import { type CryptoKey, compactVerify, errors } from 'jose';
import { checkClaims } from './check-claims.ts';
import { checkForm } from './check-form.ts';
import { checkHeader } from './check-header.ts';
import { checkRevocation } from './check-revocation.ts';
import type { VerifiedClaims } from './claims.ts';
import { TokenMalformed } from './errors/form-errors.ts';
import { KeyUnusable, SignatureInvalid } from './errors/key-errors.ts';
import { jsonObject } from './json-object.ts';
import { PublishedKeys } from './published-keys.ts';
import { keySetReader } from './read-key-set.ts';
import { rulesOf } from './rules.ts';
import { headerBytes } from './token-parts.ts';
import type { VerifierOptions } from './verifier-options.ts';

/** A token that passed every rule. */
export interface VerifiedToken<Required extends string = never> {
  readonly claims: VerifiedClaims<Required>;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** `kid` of the key that signed. */
  readonly keyId: string;
}

/** Checks tokens of one issuer. Make one and keep it: it holds the issuer's keys. */
export interface Verifier<Required extends string = never> {
  /**
   * The token's claims, once every rule holds. Cheap rules come first, claims are looked at only after the signature.
   *
   * @throws VerificationError, whose `code` names the failed rule
   */
  verify(token: string): Promise<VerifiedToken<Required>>;
}

/** A verifier. Nothing is sent before the first token comes. @throws TypeError for an option that makes no sense */
export function createVerifier<const Required extends string = never>(
  options: VerifierOptions<Required>,
): Verifier<Required> {
  const rules = rulesOf(options);
  const keys = new PublishedKeys(keySetReader(rules), rules);
  return {
    verify: async (token) => {
      const header = jsonObject(headerBytes(token, rules.maximumSize), 'header');
      const { algorithm, keyId } = checkHeader(header, rules);
      const key = await (await keys.setWith(keyId)).key(keyId, algorithm);
      const claims = jsonObject(await signedBytes(token, { key, algorithm }), 'claims');
      checkForm(claims, rules.requiredClaims);
      checkClaims(claims, rules, rules.now() / 1_000);
      const issuedAt = new Date(claims.iat * 1_000);
      const expiresAt = new Date(claims.exp * 1_000);
      if (rules.lookUp && claims.jti !== undefined) {
        const identity = { jti: claims.jti, subject: claims.sub, keyId, issuedAt, expiresAt };
        await checkRevocation(identity, rules.lookUp);
      }
      return { claims, issuedAt, expiresAt, keyId };
    },
  };
}

/** The bytes that were signed. @throws SignatureInvalid, TokenMalformed, KeyUnusable */
async function signedBytes(
  token: string,
  { key, algorithm }: { readonly key: CryptoKey; readonly algorithm: string },
): Promise<Uint8Array> {
  try {
    return (await compactVerify(token, key, { algorithms: [algorithm] })).payload;
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) throw new SignatureInvalid({});
    if (cause instanceof errors.JWSInvalid) throw new TokenMalformed({ expected: 'a JWS in compact form' });
    throw new KeyUnusable({ expected: `a key fit for ${algorithm}`, cause });
  }
}
