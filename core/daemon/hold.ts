import type { GrantView } from '../broker.ts';
import { type Instant, toIso } from '../time.ts';

/** What is known when a run could start. */
export interface HoldInput {
  /** Names of the grants that the daemon uses. */
  readonly grants: readonly string[];
  /** What the broker last said of each; absent: it said nothing yet. */
  readonly views: ReadonlyMap<string, GrantView>;
  /** Were runs held when the supervisor last looked, maybe in an earlier life? */
  readonly wasHeld: boolean;
  /** Is a streak of failures going on? Then a dead grant holds the next run; else the last token still does its work. */
  readonly failing: boolean;
  readonly now: Instant;
}

/** Why no run may start. */
export interface Hold {
  readonly grant: string;
  /** Stable PascalCase name, or the reason of the latch. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** True when a person must consent; false when it can pass by itself. */
  readonly latched: boolean;
}

type Check = (grant: string, input: HoldInput) => Omit<Hold, 'grant'> | undefined;

/** In order; the first that objects is the answer. Each is about one grant. */
const CHECKS: readonly Check[] = [stillUnknown, neverConsented, latched, tokenOver];

/**
 * May a run start now?
 *
 * Only what the token itself needs can hold a run. An issuer that does not answer, an answer that was lost, a paused
 * grant or a broker that is away never do while the last token works.
 *
 * @returns undefined when it may
 */
export function whyHeld(input: HoldInput): Hold | undefined {
  for (const grant of input.grants) {
    for (const check of CHECKS) {
      const objection = check(grant, input);
      if (objection) return { grant, ...objection };
    }
  }
  return undefined;
}

/** A broker that is away leaves things as they were: free runs go on with the token they have, held ones stay held. */
function stillUnknown(grant: string, { views, wasHeld }: HoldInput): ReturnType<Check> {
  if (views.has(grant) || !wasHeld) return undefined;
  return {
    reason: 'GrantUnknown',
    message: `runs were held before and the broker has not said yet how grant "${grant}" is`,
    remedy: 'evergrant up',
    latched: false,
  };
}

function neverConsented(grant: string, { views }: HoldInput): ReturnType<Check> {
  const view = views.get(grant);
  if (!view || view.onDemand || (view.state !== 'noGrant' && view.generation > 0)) return undefined;
  // A grant that needs no consent and got nothing yet.
  if (view.state === 'refreshing' || view.state === 'backingOff')
    return {
      reason: 'NoTokenYet',
      message: `grant "${grant}" has no token yet`,
      remedy: `evergrant status ${grant}`,
      latched: false,
    };
  return {
    reason: 'NoGrant',
    message: view.remedy ? `nobody has set "${grant}" yet` : `nobody has consented to grant "${grant}" yet`,
    remedy: view.remedy ?? `evergrant login ${grant}`,
    latched: true,
  };
}

/**
 * A dead grant costs no run that its last token can still do. The first run that fails under the latch is the last one.
 *
 * A failure from before the latch counts while its streak goes on. Only a success proves that the token in force does
 * the work, and most often the failure and the latch have one cause: the daemon's 401 is what made the broker look.
 * If an outage was the cause, a run is lost that might have succeeded; the other choice would run a daemon on a dead
 * grant after each outage.
 */
function latched(grant: string, { views, wasHeld, failing }: HoldInput): ReturnType<Check> {
  const view = views.get(grant);
  if (!view || (view.latch === null && view.state !== 'consentRequired')) return undefined;
  if (!wasHeld && !failing) return undefined;
  return {
    reason: view.latch?.reason ?? 'ConsentRequired',
    message: view.latch?.message ?? `grant "${grant}" needs new consent`,
    remedy: view.remedy ?? `evergrant login ${grant}`,
    latched: true,
  };
}

/** No newer token came in time, and nobody knows of a death: an outage. With a dead grant, `latched` has decided. */
function tokenOver(grant: string, { views, now }: HoldInput): ReturnType<Check> {
  const view = views.get(grant);
  const expiresAt = view?.expiresAt ?? null;
  if (expiresAt === null || expiresAt > now || view?.latch || view?.onDemand) return undefined;
  return {
    reason: 'TokenOver',
    message: `the last token of grant "${grant}" ended at ${toIso(expiresAt)} and no newer one has come`,
    remedy: `evergrant status ${grant}`,
    latched: false,
  };
}
