import type { GrantContext } from '../../core/grant/context.ts';
import { mend } from '../../core/ledger/mend.ts';
import type { Demand } from '../../core/refresh/demand.ts';
import { nextLookAt } from '../../core/refresh/next-look.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { HOUR, SECOND } from '../../core/time.ts';
import { checkProjections } from './check-projections.ts';
import type { ExploredWorld } from './explored-world.ts';

/**
 * Lets one broker keep the grant as the host does, with an issuer that is healthy from now on, until whatever was left
 * open is decided; then asks for one more refresh, which proves that the grant lives.
 *
 * @returns what the last request came to; faults that a look threw are among the sentinel's violations.
 */
export async function untilQuiet(world: ExploredWorld, context: GrantContext): Promise<string> {
  world.scripted.answers.length = 0;
  await mend(context);
  const end = world.clock.now() + 3 * HOUR;
  for (let looks = 0; world.clock.now() < end; looks += 1) {
    if (looks > MOST_LOOKS) {
      world.sentinel.violations.push(`${MOST_LOOKS} looks did not bring the grant to rest`);
      return 'loop';
    }
    await look(world, { context, demand: { kind: 'tick' } });
    const state = world.item();
    if (!state || state.latch || isAtRest(world)) break;
    const now = world.clock.now();
    world.clock.advance(Math.max(SECOND / 20, nextLookAt(state, { now, atMost: HOUR }) - now));
  }
  checkProjections(world);
  return await look(world, { context, demand: { kind: 'replace', unlessFingerprint: null } });
}

/** Far more than any recovery takes: a handful of back-offs and one last try. */
const MOST_LOOKS = 100;

function isAtRest(world: ExploredWorld): boolean {
  const state = world.item();
  if (!state?.settled) return true;
  return !state.intent && !state.unsettled && !state.backoff && state.announced >= state.settled.generation;
}

async function look(
  world: ExploredWorld,
  { context, demand }: { context: GrantContext; demand: Demand },
): Promise<string> {
  try {
    return (await refresh(context, demand)).kind;
  } catch (error) {
    world.sentinel.violations.push(`a look threw ${error instanceof Error ? error.message : String(error)}`);
    return 'threw';
  }
}
