import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type AccessFolder, makeAccessFolder } from '../../adapters/access-folder/access-folder.ts';
import type { FolderOwner } from '../../adapters/access-folder/folder-name.ts';
import { sweepAccessFolders } from '../../adapters/access-folder/sweep-access-folders.ts';
import { processStat, thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import type { InstanceAccess } from '../../core/host/instance-access.ts';
import { knownHosts, sshCommand } from '../../core/host/ssh-command.ts';
import type { Instant } from '../../core/time.ts';
import type { SignalSource } from '../supervisor/process-signals.ts';
import { runAttached } from './attached-program.ts';
import { holdSignals } from './held-signals.ts';

/** Options of {@link runWithAccess}. */
export interface AccessRun {
  readonly address: string;
  /** What is run there; empty: a shell. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signals: SignalSource;
  readonly now: Instant;
}

/**
 * Runs `ssh` with a temporary access whose files lie in a directory of their own, and are gone when it has ended, when
 * this process ends, and at the first signal that asks for the end. Removes what a killed run before left.
 * @returns the exit code of ssh
 */
export async function runWithAccess(access: InstanceAccess, run: AccessRun): Promise<number> {
  const { address, command, environment, signals, now } = run;
  const { certificate, privateKey, hostKeys } = access;
  const base = await temporaryBase(environment);
  const owner = await thisProcessFacts();
  await sweepAccessFolders({ base, own: owner, runs, now });
  const held = holdSignals(signals);
  try {
    const files = { certificate, privateKey, knownHosts: knownHosts(address, hostKeys) };
    const folder = await makeAccessFolder(files, { base, owner });
    const words = sshCommand({ access, address, paths: folder.paths, command });
    const attached = { environment, signals: held, onEnd: folder.remove };
    return await whileThere(folder, () => runAttached(words, attached));
  } finally {
    held.release();
  }
}

/** The directory of the user's sessions, which lies in memory and ends with them; else that for temporary files. */
async function temporaryBase(environment: AccessRun['environment']): Promise<string> {
  const own = environment.XDG_RUNTIME_DIR;
  const found = own ? await stat(own).catch(() => undefined) : undefined;
  return own && found?.isDirectory() ? own : environment.TMPDIR || tmpdir();
}

async function whileThere(folder: AccessFolder, task: () => Promise<number>): Promise<number> {
  // For an end of this process that no handler of ours sees.
  process.once('exit', folder.remove);
  try {
    return await task();
  } finally {
    folder.remove();
    process.off('exit', folder.remove);
  }
}

async function runs({ pid, processStartedAt }: FolderOwner): Promise<boolean> {
  const stat = await processStat(pid);
  if (stat !== null) return !stat.ended && (processStartedAt === null || stat.startedAt === processStartedAt);
  return processStartedAt === null && exists(pid);
}

/** For systems without /proc. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
