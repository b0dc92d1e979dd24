import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import type { ClientDeclaration } from '../../core/config/client-declaration.ts';
import { consentGrant } from '../../core/config/consent-grant.ts';
import type { ConsentGrant } from '../../core/config/grant-declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { readGrantValue } from '../../core/grant/value.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import { readGrant } from '../../core/ledger/update.ts';
import { decideMove, type GrantMove } from '../../core/migration/decide-move.ts';
import type { Trouble } from '../../core/preflight/situation.ts';
import { examineDeployment } from '../deployment/examine-deployment.ts';
import { troubleOf } from '../preflight/trouble-of.ts';
import type { Donor } from './donor.ts';
import { machineOnly } from './machine-only.ts';
import { type Migration, type MigrationPlan, sharedGrants } from './migration.ts';
import { migrationWarnings } from './migration-warnings.ts';

/** What a migration would do now. Reads both sides and writes nothing. */
export async function planMigration(migration: Migration, donor: Donor): Promise<MigrationPlan> {
  const { into, operators } = migration;
  const { deployment, account, region } = operators.found;
  const blocks: Trouble[] = [...machineOnly(migration.from)];
  const grants: { name: string; move: GrantMove }[] = [];
  for (const { name } of [...migration.from.grants.values()].filter((grant) => !needsNoConsent(grant))) {
    const move = await moveOf(name, { migration, donor }).catch(troubleOf);
    if ('kind' in move) grants.push({ name, move });
    if (!('kind' in move) || move.kind === 'blocked') blocks.push(move);
  }
  const moving = sharedGrants(migration)
    .filter(({ name }) => grants.some((grant) => grant.name === name && grant.move.kind === 'move'))
    .map(consentGrant);
  const parts = await examineDeployment(operators, { declaration: into, grants: moving });
  blocks.push(...parts.flatMap(({ trouble }) => trouble ?? []));
  const clients = new Map(moving.map(({ client }) => [client.name, client]));
  for (const client of clients.values())
    blocks.push(...(await clientTroubles(client, { migration, moving })));
  return {
    directory: donor.state.path,
    target: { deployment, account, region },
    frozen: donor.state.movedTo !== undefined,
    grants,
    clients: [...clients.values()]
      .filter(({ credentials }) => credentials.kind !== 'public')
      .map(({ name }) => name),
    parts: parts.length,
    blocks: [...blocks, ...nothingToMove(grants), ...elsewhere(migration, donor)],
    warnings: migrationWarnings(migration, moving),
  };
}

interface Sides {
  readonly migration: Migration;
  readonly donor: Donor;
}

async function moveOf(grant: string, { migration, donor }: Sides): Promise<GrantMove> {
  const { into, operators } = migration;
  const here = await readGrant(donor.ledger, grant);
  const there = (await operators.deployment.ledger.read('grant', grant))?.item;
  const move = decideMove(grant, { here, there });
  if (move.kind === 'move' && !into.grants.has(grant)) return notDeclared(grant);
  if (move.kind === 'move' && here.settled && !(await isReadable(grant, here.settled.grantVersionId, donor)))
    return notReadable(grant, here.settled.generation);
  return move;
}

async function isReadable(grant: string, versionId: string, { secrets, spill }: Donor): Promise<boolean> {
  const id = grantSecret(grant);
  const text = (await secrets.read(id, versionId)) ?? (await spill.read(id, versionId));
  return text !== undefined && readGrantValue(text) !== undefined;
}

/** A refresh token belongs to one client: the deployment must use the very same. */
async function clientTroubles(
  there: ClientDeclaration,
  { migration, moving }: { migration: Migration; moving: readonly ConsentGrant[] },
): Promise<readonly Trouble[]> {
  const { from, environment } = migration;
  const read = (client: ClientDeclaration) =>
    readClientAuthentication(client, { method: unaskedProfile(client).authenticationMethod, environment });
  const grants = moving.filter(({ client }) => client.name === there.name);
  const troubles: Trouble[] = [];
  for (const { name } of grants) {
    const donor = from.grants.get(name);
    const here = donor && consentGrant(donor).client;
    if (!here) continue;
    try {
      const [ours, theirs] = [await read(here), await read(there)];
      if (ours.clientId !== theirs.clientId) troubles.push(otherClient(name, { here, there }));
    } catch (error) {
      troubles.push(troubleOf(error));
    }
  }
  return troubles;
}

/** A directory without grants would be frozen for nothing. */
function nothingToMove(grants: MigrationPlan['grants']): readonly Trouble[] {
  if (grants.some(({ move }) => move.kind !== 'nothing')) return [];
  return [
    {
      reason: 'NothingToMove',
      message: 'nobody has consented to any grant here',
      remedy: 'give consent where it is to live: evergrant login GRANT --config FILE',
    },
  ];
}

/** A directory that was frozen for another deployment goes there or nowhere. */
function elsewhere({ operators }: Migration, { state }: Donor): readonly Trouble[] {
  const { movedTo } = state;
  const { deployment, account, region } = operators.found;
  if (!movedTo) return [];
  if (movedTo.deployment === deployment && movedTo.account === account && movedTo.region === region)
    return [];
  return [
    {
      reason: 'MovedElsewhere',
      message: `${state.path} was frozen for deployment ${movedTo.deployment} in account ${movedTo.account}, ${movedTo.region}, and not for this one`,
      remedy: 'finish or cancel that migration, with its own declaration and credentials',
    },
  ];
}

function notDeclared(grant: string): GrantMove {
  return {
    kind: 'blocked',
    reason: 'NotDeclaredThere',
    message: `grant ${grant} is held here, and the declaration of the deployment has no such grant: nobody would refresh it`,
    remedy: `declare it there and deploy (npx cdk deploy --all), or evergrant forget ${grant}`,
  };
}

function notReadable(grant: string, generation: number): GrantMove {
  return {
    kind: 'blocked',
    reason: 'ValueUnreadable',
    message: `generation ${generation} of grant ${grant} is in force here and cannot be read`,
    remedy: `evergrant login ${grant}, then migrate`,
  };
}

function otherClient(
  grant: string,
  { here, there }: { here: ClientDeclaration; there: ClientDeclaration },
): Trouble {
  return {
    reason: 'OtherClient',
    message: `grant ${grant} belongs to client ${here.name} here, and client ${there.name} of the deployment has another client id`,
    remedy: 'declare the same client there; a refresh token works with no other',
  };
}
