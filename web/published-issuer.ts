import type { SigningAlgorithm } from '../core/signing-key/algorithm.ts';
import type { PublicJwks } from '../core/signing-key/public-jwk.ts';

/** An issuer whose keys anybody may read. */
export interface PublishedIssuer {
  /** `iss` of its tokens. */
  readonly issuer: string;
  readonly algorithm: SigningAlgorithm;
  /** Its keys as they are now; none before the first was made. */
  keys(): Promise<PublicJwks>;
}

/**
 * Finds the issuer that a request is for. A proxy may have replaced the host, so it decides only where two issuers
 * have the same path.
 *
 * @param asked `path` is that before `/.well-known/`
 */
export function issuerAt(
  issuers: readonly PublishedIssuer[],
  asked: { host: string | undefined; path: string },
): PublishedIssuer | undefined {
  const here = issuers.filter(({ issuer }) => pathOf(issuer) === asked.path);
  return here.length > 1 ? here.find(({ issuer }) => new URL(issuer).host === asked.host) : here[0];
}

function pathOf(issuer: string): string {
  const { pathname } = new URL(issuer);
  return pathname === '/' ? '' : pathname;
}
