import { mapping } from './leaf.ts';
import { listen } from './listen.ts';

/** What anybody may read: the public halves of the signing keys. */
export const webSchema = mapping({
  listen: listen(8175).describe(
    'Where it listens: `127.0.0.1:PORT` or `[::1]:PORT`. For verifiers elsewhere put a reverse proxy before it.',
  ),
});
