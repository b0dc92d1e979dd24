import type { Tree } from '../../files/tree.ts';

/**
 * Turns all files of a state directory of one format into those of the next; `machine.json` and the locks are not
 * among them. Pure, so that a directory can be upgraded as often as it takes.
 */
export type UpgradeStep = (files: Tree) => Tree;

/** What is upgraded to what. */
export interface Formats {
  /** The format that this version works on. */
  readonly current: number;
  /** Steps by the format that they start from. */
  readonly steps: ReadonlyMap<number, UpgradeStep>;
}

/** Steps from every format that was ever released. Format 1 is the first. */
export const STEPS: ReadonlyMap<number, UpgradeStep> = new Map();
