import { connect, createServer } from 'node:net';

/** Stands for `ssh -L`: a socket here that leads to one over there. */
export function forward({ from, to }) {
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(to);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.once('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(from);
  return {
    path: from,
    close: () => {
      server.close();
      for (const one of open) one.destroy();
    },
  };
}
