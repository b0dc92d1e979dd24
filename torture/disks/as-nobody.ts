import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import type { Tally } from '../lab/tally.ts';

const call = promisify(execFile);
const NOBODY = 65_534;

/** Parts of the state directory, the one first on which everything hangs. */
export const PARTS: readonly string[] = [
  'secrets/grant/GRANT/versions',
  'ledger/grant/GRANT',
  'ledger/grant',
  '',
];

/**
 * Takes permissions away, part by part, from a broker that does not run as root; for root ignores them.
 * @param options.parts how many of {@link PARTS}
 * @returns why it was skipped
 */
export async function asNobody(tally: Tally, { parts }: { parts: number }): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can start a process as another user';
  const script = await buildCommandLine();
  const lab = await Lab.start({ policies: [STRICT] });
  const { grant } = lab;
  const refresh = async () => {
    const program = new Evergrant({ lab, script, words: ['refresh', grant.name], uid: NOBODY });
    return { ...(await program.ended), said: program.stderr.join(' | ') };
  };
  try {
    await lab.asBroker((broker) => lab.consent(broker, grant));
    await call('chown', ['-R', `${NOBODY}:${NOBODY}`, lab.folder]);
    for (const name of PARTS.slice(0, parts)) {
      const part = name.replace('GRANT', grant.name);
      for (const mode of [0o500, 0o000]) {
        const path = join(lab.stateDirectory, part);
        const before = lab.family(grant).length;
        await chmod(path, mode);
        const denied = await refresh();
        await chmod(path, 0o700);
        const sent = lab.family(grant).length - before;
        const where = `${part || 'all'} ${mode.toString(8)}`;
        // A directory that only has to be read is not missed when it cannot be written.
        const well = denied.code === 0 ? sent === 1 : sent === 0 && denied.said.includes('next: ');
        tally.look(
          'permission taken away: nothing is sent and it says what to do, or all is well',
          well ? undefined : `${where}: ${sent} sent, ${denied.said}`,
        );
        const again = await refresh();
        tally.look(
          'permission given back: grants lost',
          again.code === 0 ? undefined : `${where}: ${again.said}`,
        );
      }
    }
    return undefined;
  } finally {
    await lab.close();
  }
}
