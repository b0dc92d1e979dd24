import type { GrantMove } from '../../../core/migration/decide-move.ts';
import type { Migrated } from '../../../host/migrate/apply-migration.ts';
import type { MigrationPlan } from '../../../host/migrate/migration.ts';

/** What a migration would do, for people. */
export function planText(plan: MigrationPlan): string {
  const { directory, frozen, grants, clients, parts, blocks, warnings } = plan;
  return [
    `from  ${directory}${frozen ? ' (frozen: nothing refreshes here)' : ''}`,
    `to    ${placeText(plan)}`,
    ...grants.map(({ name, move }) => `  grant   ${name.padEnd(16)}  ${moveText(move)}`),
    ...clients.map((name) => `  client  ${name.padEnd(16)}  its secret goes into the store`),
    `  ${parts} parts of the deployment were looked at`,
    ...warnings.map(({ message, remedy }) => `warning: ${message}\n  next: ${remedy}`),
    ...blocks.map(({ reason, message, remedy }) => `blocks: ${reason}: ${message}\n  next: ${remedy}`),
    blocks.length > 0
      ? 'nothing was changed; repair what blocks, then look again'
      : 'nothing was changed; next: evergrant migrate --to aws --apply',
  ].join('\n');
}

/** What was done, for people. @param file the declaration that counts from now on */
export function migratedText({ plan, grants }: Migrated, file: string): string {
  return [
    ...grants.map(
      ({ name, generation, fingerprint, refreshTokenFingerprint }) =>
        `${name}  generation ${generation}, token ${fingerprint ?? 'none'}, ` +
        (refreshTokenFingerprint === null
          ? 'refreshed there since'
          : `refresh token ${refreshTokenFingerprint} on both sides`),
    ),
    `${grants.length} ${grants.length === 1 ? 'grant lives' : 'grants live'} in ${placeText(plan)}; ${plan.directory} stays as it was and refreshes nothing`,
    `next: within two minutes AWS has refreshed each: evergrant status --config ${file}`,
  ].join('\n');
}

function placeText({ target }: MigrationPlan): string {
  return `deployment ${target.deployment} in AWS (account ${target.account}, ${target.region})`;
}

function moveText(move: GrantMove): string {
  switch (move.kind) {
    case 'nothing':
      return 'nobody consented to it here: nothing to move';
    case 'move':
      return `generation ${move.generation} moves with its refresh token, state and dates`;
    case 'moved':
      return `is there already, generation ${move.generation}`;
    case 'blocked':
      return 'blocked';
  }
}
