import { readFile } from 'node:fs/promises';
import { type Endpoint, ownerInTable } from './socket-table.ts';

/**
 * The user whose process holds the other end of a connection within this host, as Linux tells it.
 *
 * @param ends `from`: the peer; `to`: this end
 * @returns undefined when it cannot be told: on another system, or for a peer in another network namespace
 */
export async function peerUser(ends: { from: Endpoint; to: Endpoint }): Promise<number | undefined> {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '');
    const owner = ownerInTable(text, ends);
    if (owner !== undefined) return owner;
  }
  return undefined;
}
