import { CrashGate, type CrashPoint, runTo } from './crash-gate.ts';
import type { ExploredWorld } from './explored-world.ts';
import { endingOf } from './final-check.ts';
import type { Flow } from './flows.ts';
import { untilQuiet } from './quiet.ts';

/** What one crash led to. */
export interface CrashReport {
  readonly flow: Flow;
  /** The step at which the process died: `issuer.send`. */
  readonly step: string;
  readonly index: number;
  readonly side: CrashPoint['side'];
  readonly consequence: Consequence;
  readonly violations: readonly string[];
}

export type Consequence = (typeof CONSEQUENCES)[number];

/** What can become of a grant after a crash, mildest first. */
export const CONSEQUENCES = [
  'goes on as if nothing had happened',
  'the saved answer is settled without a call',
  'the answer is asked for once more',
  'unsettled, then the last try succeeds',
  'unsettled, then consent is required once',
  'consent is required, as it was without a crash',
  'nobody had consented yet',
] as const;

/** Kills the flow at every step, before and after its effect; each time a fresh broker goes on until all is quiet. */
export async function crashEverywhere(flow: Flow): Promise<readonly CrashReport[]> {
  const steps = await stepsOf(flow);
  const healthy = await crashAt(flow, { at: -1, side: 'before' });
  const reports: CrashReport[] = [];
  for (const [at, { call }] of steps.entries()) {
    for (const side of ['before', 'after'] as const) {
      const crash = await crashAt(flow, { at, side });
      const mayBeLost = crash.wasDead || healthy.fate === 'lost';
      const consequence = consequenceOf(crash, { mayBeLost });
      const wrong = [...crash.violations, ...unexpected(crash, { flow, mayBeLost })];
      reports.push({ flow, step: call, index: at, side, consequence, violations: wrong });
    }
  }
  return reports;
}

/** The steps of the flow when nobody dies. */
export async function stepsOf(flow: Flow): Promise<readonly { readonly call: string }[]> {
  const world = await flow.prepare();
  const gate = new CrashGate();
  await runTo(gate, () => flow.act(world, world.broker('doomed', gate)));
  return gate.steps;
}

interface Crash {
  /** Was consent required before the flow began? */
  readonly wasDead: boolean;
  readonly fate: 'alive' | 'lost' | 'none';
  readonly violations: readonly string[];
  readonly world: ExploredWorld;
}

async function crashAt(flow: Flow, point: CrashPoint): Promise<Crash> {
  const world = await flow.prepare();
  world.events.length = 0;
  const wasDead = world.item()?.latch != null;
  const gate = new CrashGate(point);
  const walk = await runTo(gate, () => flow.act(world, world.broker('doomed', gate)));
  if (walk.kind === 'threw') world.sentinel.violations.push(`the flow threw: ${walk.message}`);
  world.dead.add('doomed');
  const proof = await untilQuiet(world, world.broker('successor'));
  return { ...endingOf(world, proof), wasDead, world };
}

/** A grant may be lost where it was lost without a crash, and else only where the protocol says so. */
function unexpected(
  { fate, world }: Crash,
  { flow, mayBeLost }: { flow: Flow; mayBeLost: boolean },
): string[] {
  if (fate !== 'lost' || mayBeLost) return [];
  if (flow.manners !== 'rotates without grace') return ['the grant was lost'];
  const latches = world.events.filter(({ type }) => type === 'consentRequired').length;
  const unsettled = world.events.filter(({ type }) => type === 'unsettled').length;
  const wrong: string[] = [];
  if (unsettled !== 1) wrong.push(`a lost grant was called unsettled ${unsettled} times`);
  if (latches !== 1) wrong.push(`a lost grant was latched ${latches} times`);
  return wrong;
}

function consequenceOf({ fate, world }: Crash, { mayBeLost }: { mayBeLost: boolean }): Consequence {
  const told = (type: string, message?: string) =>
    world.events.some((event) => event.type === type && (event.message ?? '').includes(message ?? ''));
  if (fate === 'none') return 'nobody had consented yet';
  if (fate === 'lost') {
    return mayBeLost
      ? 'consent is required, as it was without a crash'
      : 'unsettled, then consent is required once';
  }
  if (told('unsettled')) return 'unsettled, then the last try succeeds';
  if (told('recovered', 'asked for once more')) return 'the answer is asked for once more';
  if (told('recovered', 'saved and not yet settled')) return 'the saved answer is settled without a call';
  return 'goes on as if nothing had happened';
}
