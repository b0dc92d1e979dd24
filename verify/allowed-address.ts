/**
 * An address that keys may be read from: HTTPS, or HTTP to this machine alone.
 *
 * @param what names the option or field, for the message
 * @throws TypeError
 */
export function allowedAddress(address: string, what: string, anyHttp: boolean): URL {
  if (!URL.canParse(address)) throw new TypeError(`${what} is not a URL`);
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${what} holds a user name or password; use an address without`);
  }
  const plain = url.protocol === 'http:' && (anyHttp || isLoopback(url.hostname));
  if (url.protocol !== 'https:' && !plain) {
    throw new TypeError(`${what} is ${url.origin}: keys are read by https, or by http from this machine`);
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
