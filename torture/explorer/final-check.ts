import { grantSecret, tokenSecret } from '../../core/grant/version-ids.ts';
import { checkProjections } from './check-projections.ts';
import type { ExploredWorld } from './explored-world.ts';

/** What became of the grant in the end. */
export interface Ending {
  readonly fate: 'alive' | 'lost' | 'none';
  readonly violations: readonly string[];
}

/** What must hold once everything is quiet. `proof` is what the last look came to. */
export function endingOf(world: ExploredWorld, proof: string): Ending {
  checkProjections(world);
  const violations = [...world.sentinel.violations];
  const state = world.item();
  if (!state?.settled) return { fate: 'none', violations };
  if (state.lock) violations.push(`a lock of ${state.lock.owner} is left`);
  if (state.intent) violations.push('an intent is left open');
  if (state.unsettled) violations.push('the grant is left unsettled');
  if (world.spill.values.size > 0) violations.push('a value is left in the spill');
  const fate = fateOf(world, proof);
  return { fate, violations: fate === 'alive' ? [...violations, ...forgotten(world)] : violations };
}

function fateOf(world: ExploredWorld, proof: string): Ending['fate'] {
  return proof === 'refreshed' && world.item()?.latch === null ? 'alive' : 'lost';
}

/** Versions that nothing refers to: they would lie in the store for ever, with a refresh token in them. */
function forgotten(world: ExploredWorld): string[] {
  const state = world.item();
  const known = new Set([
    state?.settled?.grantVersionId,
    state?.settled?.tokenVersionId,
    ...(state?.orphans ?? []),
    ...(state?.superseded ?? []).flatMap(({ grantVersionId, tokenVersionId }) => [
      grantVersionId,
      tokenVersionId,
    ]),
  ]);
  return [grantSecret('crew'), tokenSecret('sheets')].flatMap((id) => {
    const { values, labels } = world.secrets.secret(id);
    const labelled = new Set(labels.values());
    return [...values.keys()]
      .filter((version) => !known.has(version) && !labelled.has(version))
      .map((version) => `version ${version} of ${id} is forgotten`);
  });
}
