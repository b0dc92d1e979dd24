import type { DeliveryTrouble } from '../delivery/delivery-trouble.ts';
import type { Forecast } from '../forecast/forecast.ts';
import { dueWarning, lifeStart } from '../forecast/warning.ts';
import type { GrantState } from '../grant/state.ts';
import { type Instant, type Milliseconds, toIso } from '../time.ts';
import { repairOfPolicy } from '../verdict/repair-of-policy.ts';
import type { LikelyCause } from '../verdict/verdict.ts';
import type { Condition } from './incident.ts';

/** What is looked at to tell whether people must hear of a grant. */
export interface Symptoms {
  /** The grant's name. */
  readonly grant: string;
  readonly state: GrantState;
  /** Issuer's time. */
  readonly now: Instant;
  readonly forecast: Forecast;
  readonly warnBefore: readonly Milliseconds[];
  /** Daemons and sinks that use the grant. */
  readonly affected: readonly string[];
  /** Redacted lines that consumers reported since the last good token. */
  readonly evidence: readonly string[];
  /** What keeps fresh tokens from their consumers, by sink. */
  readonly deliveryTroubles: readonly DeliveryTrouble[];
  readonly causes: readonly LikelyCause[];
}

type Check = (symptoms: Symptoms) => Condition | undefined;

/** The gravest thing that is wrong with a grant and that a person should know; null when nothing is. */
export function conditionOf(symptoms: Symptoms): Condition | null {
  for (const check of CHECKS) {
    const condition = check(symptoms);
    if (condition) return condition;
  }
  return null;
}

const dead: Check = (symptoms) => {
  const { latch } = symptoms.state;
  if (!latch) return undefined;
  return condition(symptoms, {
    severity: 'critical',
    reason: latch.reason,
    message: latch.message,
    remedy: login(symptoms),
    causes: symptoms.causes,
  });
};

const unsettled: Check = (symptoms) =>
  symptoms.state.unsettled
    ? condition(symptoms, {
        severity: 'critical',
        reason: 'Unsettled',
        message:
          'the answer of a refresh was lost and its refresh token may be spent; one last try is made before the token ends',
        remedy: login(symptoms),
      })
    : undefined;

/** Waiting does not cure these: a person has to change something, and consent is not it. */
const misconfigured: Check = (symptoms) => {
  const verdict = symptoms.state.lastVerdict;
  if (!symptoms.state.backoff || !verdict) return undefined;
  const cause = PEOPLE_NEEDED[verdict.class];
  if (cause === undefined) return undefined;
  const repair = repairOfPolicy(symptoms.state);
  return condition(symptoms, {
    severity: 'critical',
    reason: verdict.reason,
    message: verdict.message,
    remedy: repair ? `${repair}; then: evergrant refresh ${symptoms.grant}` : cause(symptoms),
  });
};

/** Trouble that passes is nobody's business until the token that is served runs out. */
const runningShort: Check = (symptoms) => {
  const { state, now } = symptoms;
  if (!state.backoff || state.expiresAt === null || state.issuedAt === null) return undefined;
  const left = state.expiresAt - now;
  if (left > (state.expiresAt - state.issuedAt) / 10) return undefined;
  const tries = `${state.backoff.failures} tries since ${new Date(state.backoff.since).toISOString()} failed`;
  return condition(symptoms, {
    severity: left > 0 ? 'warning' : 'critical',
    reason: state.lastVerdict?.reason ?? 'RefreshFailing',
    message: `${state.lastVerdict?.message ?? 'refreshing fails'}; ${tries}, and the token ${left > 0 ? 'ends soon' : 'has ended'}`,
    remedy:
      state.lastVerdict?.remedy ??
      `nothing to consent to; it is tried again by itself. Look at the issuer's status page, then: evergrant status ${symptoms.grant}`,
  });
};

const notDelivered: Check = (symptoms) => trouble(symptoms, 'critical');

const notAdopted: Check = (symptoms) => trouble(symptoms, 'warning');

function trouble(symptoms: Symptoms, severity: DeliveryTrouble['severity']): Condition | undefined {
  const found = symptoms.deliveryTroubles.find((one) => one.severity === severity);
  return found && condition(symptoms, found);
}

const endForeseen: Check = (symptoms) => {
  const { forecast, now, warnBefore } = symptoms;
  if (forecast.endsAt === null) return undefined;
  const startsAt = lifeStart(forecast, symptoms.state);
  const lead = dueWarning({ endsAt: forecast.endsAt, now, leads: warnBefore, startsAt });
  if (lead === null) return undefined;
  return condition(symptoms, {
    severity: 'warning',
    reason: 'EndForeseen',
    message: `this grant ends at ${toIso(forecast.endsAt)}: ${forecast.because}`,
    remedy: login(symptoms),
    worksUntil: forecast.endsAt,
    stageAt: forecast.endsAt - lead,
  });
};

const CHECKS: readonly Check[] = [
  dead,
  unsettled,
  misconfigured,
  notDelivered,
  runningShort,
  notAdopted,
  endForeseen,
];

const PEOPLE_NEEDED: Partial<Record<string, (symptoms: Symptoms) => string>> = {
  client_misconfigured: ({ grant }) =>
    `correct the client in the declaration, then: evergrant refresh ${grant}`,
  insufficient_scope: ({ grant }) => `add the scope to the declaration, then: evergrant login ${grant}`,
  clock_skew: ({ grant }) => `set the clock (timedatectl set-ntp true), then: evergrant refresh ${grant}`,
};

function condition(
  symptoms: Symptoms,
  found: Pick<Condition, 'severity' | 'reason' | 'message' | 'remedy'> & Partial<Condition>,
): Condition {
  const { state, affected, evidence, now } = symptoms;
  return {
    causes: [],
    stageAt: null,
    affected,
    evidence,
    worksUntil: worksUntil(state, now),
    ...found,
  };
}

/** Null: not known. */
function worksUntil(state: GrantState, now: Instant): Instant | null {
  if (state.standing && !state.settled) return now;
  return state.accessRefusedAt === null ? state.expiresAt : Math.min(now, state.accessRefusedAt);
}

function login({ grant }: Symptoms): string {
  return `evergrant login ${grant}`;
}
