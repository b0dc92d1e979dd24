import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { claimStateDirectory } from '../../adapters/state-directory/claim-state-directory.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { assumeLoss } from '../../core/ledger/assume-loss.ts';
import { controlSocketPath } from './control-path.ts';
import { openMachine } from './open-machine.ts';

export type ClaimResult =
  | { readonly kind: 'ours'; readonly directory: string }
  | { readonly kind: 'unsure'; readonly directory: string }
  | {
      readonly kind: 'claimed';
      readonly directory: string;
      readonly grants: readonly string[];
      readonly signingKeys: readonly string[];
    };

/**
 * Makes the state directory of a declaration belong to this machine. The original may have refreshed after it was
 * copied, so every grant is taken for one whose last answer was lost.
 */
export async function claimMachine(options: {
  readonly declaration: Declaration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Did a person say that the original is stopped? */
  readonly sure: boolean;
}): Promise<ClaimResult> {
  const { declaration, environment, sure } = options;
  const directory = machineEngine(declaration).stateDirectory;
  const machine = await openMachine({
    path: directory,
    command: 'evergrant claim',
    socketPath: controlSocketPath(directory),
    clock: systemClock,
    environment,
    onDamage: () => {},
    claim: { sure },
  });
  try {
    if (!machine.state.clone) return { kind: 'ours', directory };
    if (!sure) return { kind: 'unsure', directory };
    const grants = [...declaration.grants.keys()];
    const { ledger } = machine;
    for (const grant of grants)
      await assumeLoss({ ledger, random: systemRandom }, { grant, reason: 'Claimed' });
    // Last: a crash before it leaves the directory unclaimed, and claiming again does no harm.
    await claimStateDirectory(machine.state, {
      fileSystem: nodeFileSystem,
      machineId: await thisMachineId(),
    });
    return { kind: 'claimed', directory, grants, signingKeys: [...declaration.signingKeys.keys()] };
  } finally {
    await machine.lock.release();
  }
}
