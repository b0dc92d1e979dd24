/** Host and port of `127.0.0.1:8174` or `[::1]:8174`, which the schema has checked. */
export function listenAddress(listen: string): { host: string; port: number } {
  const colon = listen.lastIndexOf(':');
  return { host: listen.slice(0, colon).replace(/[[\]]/g, ''), port: Number(listen.slice(colon + 1)) };
}
