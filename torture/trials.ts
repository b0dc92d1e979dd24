import { badClocks } from './clocks/bad-clocks.ts';
import { badDisks } from './disks/bad-disks.ts';
import { crashPoints } from './explorer/crash-points-trial.ts';
import { interleavings } from './interleavings/interleavings.ts';
import { badIssuers } from './issuers/bad-issuers.ts';
import { killPoints } from './kill-points/kill-points.ts';
import { kills } from './kills/kills.ts';
import { peers } from './peers/peers.ts';
import { races } from './races/races.ts';
import { secrets } from './secrets/secrets.ts';
import type { Trial } from './trial.ts';

/** Everything that `npm run torture` does, in this order. */
export const TRIALS: readonly Trial[] = [
  crashPoints,
  interleavings,
  killPoints,
  kills,
  races,
  badDisks,
  badClocks,
  badIssuers,
  secrets,
  peers,
];
