import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { markMoved } from '../../adapters/state-directory/mark-moved.ts';
import { stateMoved } from '../../adapters/state-directory/moved-to.ts';
import { Fault } from '../../core/fault.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { holdDonor } from './donor.ts';
import { type Migration, sharedGrants } from './migration.ts';

export type Cancelled = { readonly kind: 'cancelled' | 'notFrozen'; readonly directory: string };

/**
 * Thaws a donor of which nothing is in force in the deployment yet. Each grant's item there is written anew first, so
 * that a write of the interrupted migration that is still under way finds another revision and fails.
 *
 * @throws Fault `MigrationBegun` when a grant is there: it may have been refreshed. `StateMoved` for a finished one
 */
export async function cancelMigration(migration: Migration): Promise<Cancelled> {
  const machine = await holdDonor(migration);
  try {
    const { state } = machine;
    const { path: directory, movedTo } = state;
    if (!movedTo) return { kind: 'notFrozen', directory };
    if (movedTo.phase === 'moved') throw stateMoved(directory, movedTo);
    if (!isTarget(migration, movedTo)) throw stateMoved(directory, movedTo);
    for (const { name } of sharedGrants(migration)) {
      if ((await readGrant(machine.ledger, name)).settled) await closeDoor(name, migration);
    }
    await markMoved(state, { fileSystem: nodeFileSystem, movedTo: null });
    return { kind: 'cancelled', directory };
  } finally {
    await machine.lock.release();
  }
}

function isTarget(
  { operators }: Migration,
  place: { deployment: string; account: string; region: string },
): boolean {
  const { deployment, account, region } = operators.found;
  return place.deployment === deployment && place.account === account && place.region === region;
}

async function closeDoor(grant: string, { operators }: Migration): Promise<void> {
  const { ledger } = operators.deployment;
  for (;;) {
    const stored = await ledger.read('grant', grant);
    if (stored?.item.settled) throw begun(grant);
    const item = stored?.item ?? NO_GRANT;
    if (await ledger.replace('grant', grant, { seen: stored?.revision ?? 0, item })) return;
  }
}

function begun(grant: string): Fault {
  return new Fault({
    code: 'MigrationBegun',
    message: `grant ${grant} is in force in the deployment and may have been refreshed there, so this machine must not have it back`,
    remedy: 'finish it: evergrant migrate --to aws --apply',
  });
}
