/** Is this an address that secrets may be sent to? `plain`: http to another machine. */
export type UrlKind = 'secure' | 'plain' | 'malformed';

/**
 * Judges an address of an issuer or webhook: https, or http to this very machine (127.0.0.0/8, ::1, localhost).
 * An address with a user name or password in it is malformed: it would be written to logs.
 */
export function urlKind(text: string): UrlKind {
  if (!URL.canParse(text)) return 'malformed';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'malformed';
  if (url.protocol === 'https:') return 'secure';
  if (url.protocol !== 'http:') return 'malformed';
  return isLoopback(url.hostname) ? 'secure' : 'plain';
}

/** `hostname` is normalised by URL: `127.1` is 127.0.0.1, and IPv6 stands in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
