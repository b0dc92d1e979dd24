import { encodeName } from '../../adapters/files/encode-name.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { livenessOf } from '../../adapters/state-directory/holder-liveness.ts';
import { thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import { lockHolder } from '../../adapters/state-directory/process-lock.ts';
import type { SupervisorState } from '../../core/audit/supervision.ts';
import type { Instant } from '../../core/time.ts';

/** Does a supervisor of this daemon run? Looks at the lock that it holds, and takes nothing. @param directory of the locks */
export async function supervisorState(
  daemon: string,
  { directory, now }: { directory: string; now: Instant },
): Promise<SupervisorState> {
  const name = `supervisors/${encodeName(daemon)}`;
  try {
    // systemd takes the runtime directory away with the last process.
    if (!(await nodeFileSystem.facts(directory))) return 'gone';
    const holder = await lockHolder({ fileSystem: nodeFileSystem, directory, name });
    if (!holder) return 'gone';
    return STATES[await livenessOf(holder, { process: await thisProcessFacts(), now })];
  } catch {
    return 'unknown';
  }
}

const STATES = { yes: 'runs', no: 'gone', unknown: 'unknown' } as const;
