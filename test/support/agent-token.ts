import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

/** A signing key of an issuer of agent tokens. */
export interface AgentKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** What the issuer publishes. */
  readonly published: Readonly<Record<string, unknown>>;
}

/** 2026-11-22T12:00:00Z, in seconds: when the tokens of {@link agentToken} are issued. */
export const ISSUED = 1_795_348_800;

/** An ES256 key. `published` adds to the published form, or changes it. */
export function agentKey(kid: string, published: Readonly<Record<string, unknown>> = {}): AgentKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk: JsonWebKey = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, published: { ...jwk, kid, alg: 'ES256', use: 'sig', ...published } };
}

/**
 * A token as Evergrant mints it for an agent, signed without any library. Header and claims are added or, with the value
 * undefined, left out; text is signed as it stands.
 */
export function agentToken(
  key: AgentKey,
  parts: { readonly header?: object | string; readonly claims?: object | string } = {},
): string {
  const header = { alg: 'ES256', typ: 'JWT', kid: key.kid };
  const claims = {
    ...{ iss: 'https://evergrant.example', aud: 'town-worker', sub: 'mayor', jti: 'token-1' },
    ...{
      iat: ISSUED,
      exp: ISSUED + 8 * 3_600,
      agentId: 'mayor-7',
      rigId: 'rig-1',
      townId: 'town-3',
      userId: 'u-9',
    },
  };
  const signed = `${encoded(header, parts.header)}.${encoded(claims, parts.claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The same token, its signature replaced by an HMAC under this secret. */
export function withHmac(token: string, secret: string | Buffer): string {
  const signed = token.slice(0, token.lastIndexOf('.'));
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encoded(usual: object, part: object | string = {}): string {
  const text = typeof part === 'string' ? part : JSON.stringify({ ...usual, ...part });
  return Buffer.from(text).toString('base64url');
}
