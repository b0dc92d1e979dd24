import { consent } from './acts/consent.ts';
import { curtain } from './acts/curtain.ts';
import { endOfLife } from './acts/end-of-life.ts';
import { healthy } from './acts/healthy.ts';
import { newConsent } from './acts/new-consent.ts';
import { outage } from './acts/outage.ts';
import { revocation } from './acts/revocation.ts';
import { start } from './acts/start.ts';
import type { Act } from './stage.ts';

/** The whole drill, in order. Each act begins where the one before it ended. */
export const STORY: readonly Act[] = [
  start,
  consent,
  healthy,
  outage,
  endOfLife,
  newConsent,
  revocation,
  curtain,
];
