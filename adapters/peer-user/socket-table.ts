/**
 * Who owns the socket at the other end of a TCP connection within this host, by the text of `/proc/net/tcp` or
 * `/proc/net/tcp6` (proc(5)).
 *
 * Only an established connection whose socket a process still holds tells an owner: the kernel shows 0, which is also
 * root's id, for one that nobody holds any more.
 *
 * @returns the user id; undefined when the table does not tell
 */
export function ownerInTable(
  table: string,
  { from, to }: { from: Endpoint; to: Endpoint },
): number | undefined {
  const [local, remote] = [hexForms(from), hexForms(to)];
  for (const line of table.split('\n').slice(1)) {
    const [, localAddress = '', remoteAddress = '', state, , , , user = '', , inode] = line
      .trim()
      .split(/\s+/);
    if (!local.includes(localAddress) || !remote.includes(remoteAddress)) continue;
    if (state !== ESTABLISHED || inode === undefined || inode === '0') return undefined;
    return /^\d+$/.test(user) ? Number(user) : undefined;
  }
  return undefined;
}

/** One end of a connection over IPv4, or over IPv6 on loopback. */
export interface Endpoint {
  /** `127.0.0.1`, `::1`, or `::ffff:127.0.0.1`. */
  readonly address: string;
  readonly port: number;
}

const ESTABLISHED = '01';
const LOOPBACK_6 = '00000000000000000000000001000000';
const MAPPED_4 = '0000000000000000FFFF0000';

/** How the kernel may write it: words in the byte order of the machine, which is little-endian wherever Node runs. */
function hexForms({ address, port }: Endpoint): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  if (address === '::1') return [`${LOOPBACK_6}${suffix}`];
  const octets = address.replace(/^::ffff:/i, '').split('.');
  const word = octets
    .reverse()
    .map((octet) => Number(octet).toString(16).toUpperCase().padStart(2, '0'))
    .join('');
  return [`${word}${suffix}`, `${MAPPED_4}${word}${suffix}`];
}
