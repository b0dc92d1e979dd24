import { randomUUID } from 'node:crypto';
import { encodeName } from '../../adapters/files/encode-name.ts';
import type { FileSystem } from '../../adapters/files/file-system.ts';
import type { LockHolder } from '../../adapters/state-directory/lock-holder.ts';
import { thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import { takeProcessLock } from '../../adapters/state-directory/process-lock.ts';
import { isFault } from '../../core/fault.ts';
import { type Instant, toIso } from '../../core/time.ts';

export type DaemonLock =
  | { readonly kind: 'acquired'; readonly release: () => Promise<void> }
  /** `holder`: who has it, for people. `unknown`: it runs, or ran, where this process cannot see it. */
  | { readonly kind: 'taken'; readonly holder: string; readonly alive: 'yes' | 'unknown' };

/**
 * Takes the lock that makes this process the only supervisor of a daemon of a state directory, which is open. It lies
 * at `supervisors/<daemon>/` there, beside the broker's and by the same rules: it is refused while its holder may be
 * alive, and taken at once when that is provably dead.
 */
export async function lockDaemon(
  daemon: string,
  { fileSystem, directory, now }: { fileSystem: FileSystem; directory: string; now: Instant },
): Promise<DaemonLock> {
  await fileSystem.makeDirectory(`${directory}/supervisors`);
  await fileSystem.syncDirectory(directory);
  const taken = await takeProcessLock({
    fileSystem,
    directory,
    name: `supervisors/${encodeName(daemon)}`,
    process: await thisProcessFacts(),
    id: randomUUID(),
    command: `evergrant run ${daemon}`,
    socketPath: null,
    now,
  });
  if (taken.kind === 'heldBy') {
    return { kind: 'taken', holder: inWords(taken.holder), alive: taken.alive };
  }
  return { kind: 'acquired', release: () => releaseIfPossible(taken.lock) };
}

/** A disk that is full now must not cost the daemon's exit code: the lock of a dead process is free anyway. */
async function releaseIfPossible(lock: { release(): Promise<void> }): Promise<void> {
  try {
    await lock.release();
  } catch (error) {
    if (!isFault(error)) throw error;
  }
}

function inWords({ command, pid, hostname, since }: LockHolder): string {
  return `"${command}" (process ${pid} on ${hostname}, since ${toIso(since)})`;
}
