import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { markMoved } from '../../adapters/state-directory/mark-moved.ts';
import type { MovedTo } from '../../adapters/state-directory/moved-to.ts';
import { consentGrant } from '../../core/config/consent-grant.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { Fault } from '../../core/fault.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import type { Trouble } from '../../core/preflight/situation.ts';
import type { Machine } from '../broker/open-machine.ts';
import { bringClientSecret } from '../deployment/bring-client-secret.ts';
import { holdDonor } from './donor.ts';
import { type Migration, type MigrationPlan, sharedGrants } from './migration.ts';
import { type MovedGrant, moveGrant } from './move-grant.ts';
import { planMigration } from './plan-migration.ts';

/** What a migration did. */
export interface Migrated {
  readonly plan: MigrationPlan;
  readonly grants: readonly MovedGrant[];
}

/**
 * Moves every grant of a machine into a deployment.
 *
 * The two may never both refresh, wherever this is ended: the donor is frozen, durably, before the first state is
 * written there, and stays frozen. To run it again goes on where it ended; what is there already is only verified.
 *
 * @throws Fault `MigrationBlocked` before anything was changed; `BrokerRunning`; and faults of AWS, after which the
 * donor may be frozen and this is to be run again
 */
export async function applyMigration(migration: Migration): Promise<Migrated> {
  const machine = await holdDonor(migration);
  try {
    const plan = await planMigration(migration, machine);
    if (plan.blocks.length > 0) throw blocked(plan.blocks);
    await mark(machine, { migration, phase: 'moving' });
    const grants: MovedGrant[] = [];
    for (const grant of sharedGrants(migration)) {
      if (moveOf(plan, grant) === 'nothing') continue;
      if (moveOf(plan, grant) === 'move') await bringSecret(migration, grant);
      grants.push(
        await moveGrant(grant.name, { donor: machine, deployment: migration.operators.deployment }),
      );
    }
    await mark(machine, { migration, phase: 'moved' });
    return { plan, grants };
  } finally {
    await machine.lock.release();
  }
}

async function mark(
  { state }: Machine,
  { migration, phase }: { migration: Migration; phase: MovedTo['phase'] },
): Promise<void> {
  if (state.movedTo?.phase === 'moved') return;
  const { deployment, account, region } = migration.operators.found;
  const { machineId } = state;
  const movedTo: MovedTo = { deployment, account, region, phase, at: systemClock.now(), machineId };
  await markMoved(state, { fileSystem: nodeFileSystem, movedTo });
}

function moveOf({ grants }: MigrationPlan, { name }: GrantDeclaration): string | undefined {
  return grants.find((grant) => grant.name === name)?.move.kind;
}

/** The secret as this machine's own declaration finds it, under the client's name in the deployment. */
async function bringSecret(
  { operators, from, environment }: Migration,
  grant: GrantDeclaration,
): Promise<void> {
  const { client } = consentGrant(grant);
  const there = from.grants.get(grant.name);
  const here = there ? consentGrant(there).client : client;
  const { secrets, ports } = operators.deployment;
  const method = unaskedProfile(here).authenticationMethod;
  const readHere = () => readClientAuthentication(here, { method, environment });
  await bringClientSecret({ secrets, random: ports.random, readHere }, client);
}

function blocked(troubles: readonly Trouble[]): Fault {
  return new Fault({
    code: 'MigrationBlocked',
    message: [
      'nothing was changed, for this stands against the migration:',
      ...troubles.map(
        ({ reason, message, remedy }) => `  ${reason}: ${message}${remedy ? ` (next: ${remedy})` : ''}`,
      ),
    ].join('\n'),
    remedy: 'repair each, then look again: evergrant migrate --to aws',
  });
}
