import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { peerUser } from '../../../adapters/peer-user/peer-user.ts';
import { ownerInTable } from '../../../adapters/peer-user/socket-table.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const from = { address: '127.0.0.1', port: 40_000 };
const to = { address: '127.0.0.1', port: 8_174 };

function row(fields: { local?: string; remote?: string; state?: string; inode?: string } = {}): string {
  const { local = '0100007F:9C40', remote = '0100007F:1FEE', state = '01', inode = '31337' } = fields;
  return `   7: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1001        0 ${inode} 1 0 20 4 30 10 -1`;
}

describe('the table of sockets', () => {
  it.each([
    ['over IPv4', row(), from, to],
    [
      'of a peer that speaks IPv4 through an IPv6 socket',
      row({
        local: '0000000000000000FFFF00000100007F:9C40',
        remote: '0000000000000000FFFF00000100007F:1FEE',
      }),
      from,
      to,
    ],
    [
      'over IPv6',
      row({
        local: '00000000000000000000000001000000:9C40',
        remote: '00000000000000000000000001000000:1FEE',
      }),
      { ...from, address: '::1' },
      { ...to, address: '::1' },
    ],
  ])('tells the user of a peer %s', (_how, line, peer, here) => {
    expect(
      ownerInTable(`${HEAD}\n${row({ local: '0100007F:9C41' })}\n${line}\n`, { from: peer, to: here }),
    ).toBe(1_001);
  });

  it.each([
    ['the other direction of the connection', row({ local: '0100007F:1FEE', remote: '0100007F:9C40' })],
    ['another port', row({ remote: '0100007F:1FEF' })],
    ['a connection that the peer has closed, whose owner the kernel shows as 0', row({ state: '06' })],
    ['a socket that no process holds', row({ inode: '0' })],
    ['nothing', ''],
    ['something else', 'not a table'],
  ])('tells nothing from %s', (_what, line) => {
    expect(ownerInTable(`${HEAD}\n${line}`, { from, to })).toBeUndefined();
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux.each(['127.0.0.1', '::1'])('the kernel tells who connects over %s', async (host) => {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const address = Object(server.address()) as { port: number };
  const client = connect(address.port, host);
  const [accepted] = await once(server, 'connection');
  const ends = {
    from: { address: host, port: accepted.remotePort },
    to: { address: host, port: address.port },
  };
  expect(await peerUser(ends)).toBe(process.getuid?.());
  client.destroy();
  server.close();
});
