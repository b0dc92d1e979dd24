/**
 * The same agent as its first owners mended it: each new token is pushed to the parent, which puts it into its
 * environment. Its tool client keeps the environment that it was started with, and with it the first token.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { work } from './work.mjs';

const role = process.argv[2] ?? 'mayor by environment';
process.on('message', ({ token }) => {
  process.env.GASTOWN_SESSION_TOKEN = token;
});
// Who started it is gone, and so is whoever would push.
process.once('disconnect', () => process.exit());
if (role === 'mayor by environment') {
  fork(fileURLToPath(import.meta.url), ['tool by environment']);
}

await work({
  role,
  call: (address, { headers, ...init }) =>
    fetch(address, {
      ...init,
      headers: { ...headers, authorization: `Bearer ${process.env.GASTOWN_SESSION_TOKEN}` },
    }),
});
