import { urlKind } from './secure-url.ts';

/** A service of Google that gives tokens, as its host names begin. */
export type GoogleService = 'oauth2' | 'sts' | 'iamcredentials';

/**
 * Is this an address of that service of Google? Files that come from elsewhere name the addresses that proofs are sent
 * to, and a proof in the wrong hands is a token. Loopback is allowed, for tests and for proxies of this host.
 *
 * The forms are those of `oauth2.googleapis.com`, of mutual TLS and of Private Service Connect; and for `oauth2` the
 * addresses that older key files name.
 */
export function isGoogleAddress(text: string, service: GoogleService): boolean {
  if (urlKind(text) !== 'secure') return false;
  const { protocol, hostname, port } = new URL(text);
  if (protocol === 'http:' || isLoopback(hostname)) return true;
  if (port !== '') return false;
  const old = service === 'oauth2' && OLD_TOKEN_HOSTS.has(hostname);
  return old || new RegExp(`^${service}(\\.mtls|-[a-z0-9-]+\\.p)?\\.googleapis\\.com$`).test(hostname);
}

const OLD_TOKEN_HOSTS = new Set(['accounts.google.com', 'www.googleapis.com']);

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
