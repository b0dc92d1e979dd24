import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { errorNumber, fileFault } from '../../adapters/files/file-fault.ts';
import { Fault } from '../../core/fault.ts';
import { assertSocketPathFits } from './socket-path.ts';

/**
 * Makes a server listen on a socket that only this user may connect to. A socket file that a dead process left is
 * removed; one that somebody answers on is not.
 *
 * @throws Fault `SocketPathTooLong`, `SocketTaken`, `SocketPathOccupied`, and those of the disk
 */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  assertSocketPathFits(path);
  await removeStale(path);
  // The socket is made inside listen(), before it returns. Setting its mode afterwards would leave a moment in which
  // others could connect.
  const before = process.umask(0o177);
  try {
    server.listen({ path, backlog: MOST_CONNECTING });
  } finally {
    process.umask(before);
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    throw errorNumber(error) === 'EADDRINUSE' ? taken(path) : fileFault(error, path);
  }
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw fileFault(error, path);
  });
  if (!found) return;
  if (!found.isSocket()) {
    throw new Fault({
      code: 'SocketPathOccupied',
      message: `${path}: something that is not a socket lies where a socket of evergrant belongs`,
      remedy: `move it away: mv ${path} ${path}.old`,
    });
  }
  if (await somebodyAnswers(path)) throw taken(path);
  await unlink(path).catch((error: unknown) => {
    if (errorNumber(error) !== 'ENOENT') throw fileFault(error, path);
  });
}

/** Only a refused connection proves that nobody listens; a full queue or a denied one does not. */
function somebodyAnswers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(errorNumber(error) ?? '')));
  });
}

function taken(path: string): Fault {
  return new Fault({
    code: 'SocketTaken',
    message: `${path}: another broker answers on this socket`,
    remedy: 'use it (evergrant status), or stop it before you start another one',
  });
}

/**
 * Connections that may wait to be taken. A new token wakes every subscriber in one moment, and with Node's default of 511
 * a thousand of them are turned away with EAGAIN. The system's own limit (net.core.somaxconn) still holds.
 */
const MOST_CONNECTING = 4_096;
