import { findSecrets } from '../find-secrets.ts';
import type { Act } from '../stage.ts';

/** Everything ends, and what was written is searched for what must not be in it. */
export const curtain: Act = {
  title: 'the end',
  expectations: [
    { name: 'ended', expected: 'every program ends when it is told to' },
    { name: 'noSecrets', expected: 'secrets leaked into output, logs, alerts or ledger: 0' },
  ],
  async play({ programs, server, folder, judge }) {
    const ends = await programs.stop();
    const killed = ends.filter(({ end }) => end.signal === 'SIGKILL').map(({ program }) => program.name);
    judge('ended', {
      met: killed.length === 0,
      observed: killed.length === 0 ? `${ends.length} programs` : `had to be killed: ${killed.join(', ')}`,
    });
    const found = await findSecrets(folder, server.issuedSecrets());
    judge('noSecrets', {
      met: found.leaks.length === 0 && found.secrets > 0,
      observed: `${found.leaks.length}, of ${found.secrets} secrets in ${found.files} files${found.leaks.map((path) => `; in ${path}`).join('')}`,
    });
  },
};
