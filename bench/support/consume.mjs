/** A consumer on a host: it follows a token at the control socket, with the client that npm ships. */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../dist/client.js';

const now = () => performance.timeOrigin + performance.now();

/**
 * Begins to follow, once the socket is there and a token is in force.
 *
 * @returns gives for a fingerprint when the consumer had the token of it
 */
export async function consume(socketPath, { token, signal }) {
  while (!existsSync(socketPath)) await wait(50, undefined, { signal });
  const client = createClient({ socketPath, consumer: 'bench' });
  const waiting = new Map();
  const had = new Map();
  const first = new Promise((resolve, reject) => {
    const follow = async () => {
      for await (const { fingerprint } of client.watch(token, { signal })) {
        had.set(fingerprint, now());
        waiting.get(fingerprint)?.(had.get(fingerprint));
        resolve(undefined);
      }
    };
    follow().catch((error) => {
      if (!signal.aborted) reject(error);
    });
  });
  await first;
  return (fingerprint) =>
    new Promise((resolve) => {
      if (had.has(fingerprint)) resolve(had.get(fingerprint));
      else waiting.set(fingerprint, resolve);
    });
}
