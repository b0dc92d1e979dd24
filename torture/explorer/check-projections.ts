import { grantSecret, tokenSecret } from '../../core/grant/version-ids.ts';
import type { ExploredWorld } from './explored-world.ts';
import { generationAt } from './sentinel.ts';

/** Once a grant is at rest, everything that follows the settled truth must have followed it. */
export function checkProjections(world: ExploredWorld): void {
  const state = world.item();
  if (!state?.settled) return;
  const { generation } = state.settled;
  const projected = {
    announced: state.announced,
    'AWSCURRENT of the grant': generationAt(world, grantSecret('crew')),
    'AWSCURRENT of the token': generationAt(world, tokenSecret('sheets')),
    'the sink': world.sink.generation,
  };
  for (const [what, found] of Object.entries(projected)) {
    if (found !== generation)
      world.sentinel.violations.push(`${what} stands at ${found}, settled is ${generation}`);
  }
}
