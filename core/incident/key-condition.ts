import type { DeliveryTrouble } from '../delivery/delivery-trouble.ts';
import type { RotationSpec } from '../rotate/context.ts';
import { rotationDueAt } from '../rotate/decide.ts';
import type { KeyState } from '../rotate/state.ts';
import { DAY, formatSpan, HOUR, type Instant, type Milliseconds, toIso } from '../time.ts';
import type { VerdictClass } from '../verdict/verdict.ts';
import type { Condition } from './incident.ts';

/** What is looked at to tell whether people must hear of an API key. */
export interface KeySymptoms {
  readonly key: string;
  readonly state: KeyState;
  readonly now: Instant;
  /** null: a person replaces it. */
  readonly rotation: RotationSpec | null;
  /** Does another key manage this one? Then a new one can be made where this one is dead. */
  readonly managedByAnother: boolean;
  /** Age after which a person is asked to replace it; undefined: never. */
  readonly warnAfter: Milliseconds | undefined;
  readonly affected: readonly string[];
  readonly evidence: readonly string[];
  readonly deliveryTroubles: readonly DeliveryTrouble[];
}

/** The gravest thing that is wrong with an API key and that a person should know; null when nothing is. */
export function keyConditionOf(symptoms: KeySymptoms): Condition | null {
  for (const check of CHECKS) {
    const found = check(symptoms);
    if (found) return complete(symptoms, found);
  }
  return null;
}

type Finding = Pick<Condition, 'severity' | 'reason' | 'message' | 'remedy'>;
type Check = (symptoms: KeySymptoms) => Finding | undefined;

const dead: Check = ({ key, state, managedByAnother }) => {
  const { refusal } = state;
  if (!refusal) return undefined;
  const { reason, message } = refusal;
  const set = `evergrant key set ${key}`;
  const remedy = managedByAnother
    ? `evergrant rotate ${key} --now (makes another), or: ${set}`
    : `make a key on the issuer's page, then: ${set}`;
  return { severity: 'critical', reason, message, remedy };
};

const notDelivered: Check = ({ deliveryTroubles }) =>
  deliveryTroubles.find(({ severity }) => severity === 'critical');

const refusedConsumer: Check = ({ key, state, rotation }) =>
  state.consumerRefusedAt === null || rotation
    ? undefined
    : {
        severity: 'critical',
        reason: 'ApiKeyRefused',
        message:
          'a consumer was refused with this key, and without an issuer nobody can ask whether it lives',
        remedy: `if the key is dead: evergrant key set ${key}; if it lives, set the same one again`,
      };

/** Waiting does not cure these. The key in force works. */
const peopleNeeded: Check = ({ key, state }) => {
  const verdict = state.lastVerdict;
  if (!state.backoff || !verdict || !NEEDS_PEOPLE.has(verdict.class)) return undefined;
  return {
    severity: 'warning',
    reason: verdict.reason,
    message: `the key works, and its rotation does not: ${verdict.message}`,
    remedy: `repair that, then: evergrant rotate ${key} --now`,
  };
};

const NEEDS_PEOPLE: ReadonlySet<VerdictClass> = new Set([
  'client_misconfigured',
  'insufficient_scope',
  'permanent_reauth',
]);

const rotationLate: Check = ({ key, state, rotation, now }) => {
  const dueAt = rotationDueAt(state, rotation);
  if (dueAt === null || rotation === null || !state.backoff) return undefined;
  const late = now - dueAt;
  if (late < Math.min(DAY, rotation.rotateEvery / 10)) return undefined;
  return {
    severity: 'warning',
    reason: 'RotationLate',
    message: `its rotation was due ${formatSpan(late)} ago and failed ${state.backoff.failures} times: ${state.lastVerdict?.message ?? 'no reason is known'}`,
    remedy: `the key in force works; it is tried again by itself. See: evergrant status ${key}`,
  };
};

const oldKeyLives: Check = ({ key, state, now }) => {
  const [old] = state.retiring.filter(({ deleteAfter }) => now - deleteAfter > OVERDUE);
  if (!old) return undefined;
  return {
    severity: 'warning',
    reason: 'OldKeyLives',
    message: `the key before it (generation ${old.generation}, ${old.fingerprint}) should have ended at ${toIso(old.deleteAfter)} and still works: somebody uses it, a sink does not hold the new one, or the issuer could not be asked`,
    remedy: `evergrant status ${key} says who; evergrant rotate ${key} --emergency ends it at once`,
  };
};

const OVERDUE: Milliseconds = HOUR;

const notAdopted: Check = ({ deliveryTroubles }) => deliveryTroubles[0];

const old: Check = ({ key, state, now, warnAfter }) => {
  if (!state.settled || warnAfter === undefined) return undefined;
  const age = now - state.settled.since;
  if (age < warnAfter) return undefined;
  return {
    severity: 'warning',
    reason: 'KeyOld',
    message: `this key is ${formatSpan(age)} old, and it is to be replaced after ${formatSpan(warnAfter)}`,
    remedy: `make a new one on the issuer's page, then: evergrant key set ${key}`,
  };
};

const CHECKS: readonly Check[] = [
  dead,
  notDelivered,
  refusedConsumer,
  peopleNeeded,
  rotationLate,
  oldKeyLives,
  notAdopted,
  old,
];

function complete({ state, affected, evidence, now }: KeySymptoms, found: Finding): Condition {
  const { severity, reason, message, remedy } = found;
  const since = state.refusal?.since ?? state.consumerRefusedAt;
  return {
    severity,
    reason,
    message,
    remedy,
    causes: [],
    evidence,
    worksUntil: since === null ? null : Math.min(now, since),
    affected,
    stageAt: null,
  };
}
