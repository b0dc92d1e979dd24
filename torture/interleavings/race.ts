import type { GrantContext } from '../../core/grant/context.ts';
import type { ExploredWorld } from '../explorer/explored-world.ts';
import type { Manners } from '../explorer/flows.ts';
import type { Answer } from '../explorer/scripted-issuer.ts';

/** Flows that run against one another. */
export interface Race {
  readonly name: string;
  readonly manners: Manners;
  /** What the issuer says to the first requests. */
  readonly answers: readonly Answer[];
  /** The world at the start. */
  prepare(): Promise<ExploredWorld>;
  /** By the name of the broker in which each runs; one letter. */
  readonly actors: Readonly<
    Record<string, (world: ExploredWorld, context: GrantContext) => Promise<unknown>>
  >;
}

/** How far a race is explored. */
export interface Bound {
  /** How often an actor that could go on is stopped in favour of another. */
  readonly preemptions: number;
  readonly kills: number;
  /** How often a lock's time passes while everybody stands still. */
  readonly waits: number;
}
