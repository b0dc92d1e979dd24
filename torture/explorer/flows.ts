import type { GrantContext } from '../../core/grant/context.ts';
import { mend } from '../../core/ledger/mend.ts';
import type { Demand } from '../../core/refresh/demand.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { recordRefusal } from '../../core/refresh/refused.ts';
import { MINUTE } from '../../core/time.ts';
import type { WorldOptions } from '../../test/support/fakes/flow-world.ts';
import { CrashGate, runTo } from './crash-gate.ts';
import { consentAs, type ExploredWorld, exploredWorld } from './explored-world.ts';
import { ANSWERS, type Answer } from './scripted-issuer.ts';

/** A flow that is driven into every one of its crash points. */
export interface Flow {
  readonly name: string;
  readonly manners: Manners;
  /** A world in which the flow is about to begin. */
  prepare(): Promise<ExploredWorld>;
  act(world: ExploredWorld, context: GrantContext): Promise<unknown>;
}

/** How an issuer treats a refresh token that comes twice. */
export type Manners = keyof typeof MANNERS;

/** The three kinds of issuer that matter to recovery. */
export const MANNERS = {
  'never rotates': { rotation: 'never' },
  'rotates with grace': { rotation: 'always', grace: 10 * MINUTE },
  'rotates without grace': { rotation: 'always' },
} as const satisfies Record<string, WorldOptions>;

const TICK: Demand = { kind: 'tick' };
const tick = async (_: ExploredWorld, context: GrantContext) => await refresh(context, TICK);

/** Every flow with every issuer and every answer. */
export function allFlows(): readonly Flow[] {
  return ALL_MANNERS.flatMap((manners) => [
    ...consents(manners),
    ...refreshes(manners),
    ...aftermaths(manners),
  ]);
}

const ALL_MANNERS = Object.keys(MANNERS).filter((name): name is Manners => name in MANNERS);

function consents(manners: Manners): Flow[] {
  return [
    { name: 'first consent', manners, prepare: async () => exploredWorld(MANNERS[manners]), act: consentAs },
    { name: 'consent again', manners, prepare: () => dueWorld(manners), act: consentAs },
    {
      name: 'consent after a latch',
      manners,
      act: consentAs,
      prepare: async () => {
        const world = await dueWorld(manners, ['invalidGrant']);
        await refresh(world.broker('earlier'), TICK);
        return world;
      },
    },
  ];
}

function refreshes(manners: Manners): Flow[] {
  const on = (name: string, demand: Demand): Flow => ({
    name,
    manners,
    prepare: () => dueWorld(manners),
    act: async (_, context) => await refresh(context, demand),
  });
  const answered = Object.keys(ANSWERS).filter((name): name is Answer => name in ANSWERS);
  return [
    on('token demand', { kind: 'token', minValid: 50 * MINUTE }),
    on('forced refresh', { kind: 'replace', unlessFingerprint: null }),
    {
      name: 'refusal',
      manners,
      prepare: () => dueWorld(manners),
      act: async (world, context) => {
        await recordRefusal(context, world.item()?.fingerprint ?? null);
        await refresh(context, TICK);
      },
    },
    ...answered.map((answer) => ({
      name: `refresh, answered by ${ANSWERS[answer]}`,
      manners,
      prepare: () => dueWorld(manners, [answer]),
      act: tick,
    })),
  ];
}

/** What a broker finds that comes after trouble; its own crash is then the second one. */
function aftermaths(manners: Manners): Flow[] {
  const flow = (name: string, prepare: () => Promise<ExploredWorld>): Flow => ({
    name,
    manners,
    prepare,
    act: tick,
  });
  return [
    flow('recovery of an unsaved answer', () => crashed(manners, { call: 'issuer.send', side: 'after' })),
    flow('recovery of a saved answer', () => crashed(manners, { call: 'secrets.put', side: 'after' })),
    flow('recovery of a spilled answer', () =>
      crashed(manners, { call: 'spill.write', side: 'after', storeIsFull: true }),
    ),
    flow('projection of a spilled answer', async () => {
      const world = await dueWorld(manners);
      await walk(world, { side: 'after', storeIsFull: true });
      return world;
    }),
    flow('projection redone', () => crashed(manners, { call: 'secrets.move', side: 'before' })),
    flow('last try', () => lost(manners, ['lostBefore'])),
    flow('last try of a spent token', () => lost(manners, ['lostAfter'])),
    flow('last try that is lost too', () => lost(manners, ['lostBefore', 'lostBefore'])),
    flow('giving up', () => lost(manners, ['lostAfter'], { profile: { reuse: 'revokesUser' } })),
    {
      ...flow('mend', async () => {
        const world = await dueWorld(manners);
        world.ledger.items.grant.delete('crew');
        world.sentinel.forgetLedger();
        return world;
      }),
      act: async (_, context) => {
        await mend(context);
        await refresh(context, TICK);
      },
    },
  ];
}

/** A consented grant whose refresh is due. */
export async function dueWorld(
  manners: Manners,
  answers: readonly Answer[] = [],
  options: Partial<WorldOptions> = {},
): Promise<ExploredWorld> {
  const world = exploredWorld({ ...MANNERS[manners], ...options });
  await consentAs(world, world.broker('earlier'));
  world.clock.advance(41 * MINUTE);
  world.scripted.answers.push(...answers);
  return world;
}

/** A world that a broker left in the middle of a refresh. */
async function crashed(
  manners: Manners,
  last: { call: string; side: 'before' | 'after'; storeIsFull?: boolean },
): Promise<ExploredWorld> {
  const steps = await walk(await dueWorld(manners), last);
  const at = steps.findLastIndex(
    ({ call }, index) => call === last.call && index <= firstOf(steps, last.call),
  );
  const world = await dueWorld(manners);
  await walk(world, { ...last, at });
  return world;
}

function firstOf(steps: readonly { call: string }[], call: string): number {
  return steps.findIndex((step) => step.call === call);
}

async function walk(
  world: ExploredWorld,
  last: { at?: number; side: 'before' | 'after'; storeIsFull?: boolean },
): Promise<readonly { call: string }[]> {
  const gate = new CrashGate({ at: last.at ?? -1, side: last.side });
  const { put } = world.secrets;
  if (last.storeIsFull) world.secrets.put = async () => Promise.reject(new Error('no space is left'));
  await runTo(gate, () => refresh(world.broker('earlier', gate), TICK));
  world.secrets.put = put;
  world.dead.add('earlier');
  return gate.steps;
}

/** A world in which answers were lost, at the moment at which what is left is tried. */
async function lost(
  manners: Manners,
  answers: readonly Answer[],
  options: Partial<WorldOptions> = {},
): Promise<ExploredWorld> {
  const world = await dueWorld(manners, answers, options);
  await refresh(world.broker('earlier'), TICK);
  world.clock.advance(19 * MINUTE);
  return world;
}
