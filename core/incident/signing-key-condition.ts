import { signingKeyDueAt } from '../signing-key/decide.ts';
import { promotedKeys } from '../signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../signing-key/state.ts';
import { DAY, formatSpan, type Instant, type Milliseconds } from '../time.ts';
import type { Condition } from './incident.ts';

/** What is looked at to tell whether people must hear of a signing key. */
export interface SigningKeySymptoms {
  readonly key: string;
  readonly state: SigningKeyState;
  readonly now: Instant;
  readonly rotateEvery: Milliseconds;
  /** Names of the tokens that it signs. */
  readonly affected: readonly string[];
}

/** The gravest thing that is wrong with a signing key and that a person should know; null when nothing is. */
export function signingKeyConditionOf(symptoms: SigningKeySymptoms): Condition | null {
  for (const check of CHECKS) {
    const found = check(symptoms);
    if (found) {
      const { affected } = symptoms;
      return { ...found, causes: [], evidence: [], worksUntil: null, affected, stageAt: null };
    }
  }
  return null;
}

type Finding = Pick<Condition, 'severity' | 'reason' | 'message' | 'remedy'>;
type Check = (symptoms: SigningKeySymptoms) => Finding | undefined;

const missing: Check = ({ key, state }) =>
  promotedKeys(state).length > 0
    ? undefined
    : {
        severity: 'critical',
        reason: 'SigningKeyMissing',
        message: `no key of ${key} could be made yet, so none of its tokens can be signed`,
        remedy: `see what stands in the way: evergrant status ${key}; evergrant rotate ${key} --now tries again`,
      };

/** What a person asked for in an emergency is not done: a key that somebody else may have still counts. */
const emergencyOpen: Check = ({ key, state }) =>
  state.wanted !== 'emergency'
    ? undefined
    : {
        severity: 'critical',
        reason: 'EmergencyPending',
        message: `an emergency rotation of ${key} was asked for and is not done: verifiers still accept the keys that are to go`,
        remedy: `it is tried again by itself; at once: evergrant rotate ${key} --emergency`,
      };

const late: Check = ({ key, state, now, rotateEvery }) => {
  const dueAt = signingKeyDueAt(state, { rotateEvery });
  if (dueAt === null || now - dueAt < DAY) return undefined;
  return {
    severity: 'warning',
    reason: 'RotationLate',
    message: `its rotation was due ${formatSpan(now - dueAt)} ago; the key in force goes on signing`,
    remedy: `it is tried again by itself; evergrant rotate ${key} --now says what stands in the way`,
  };
};

const CHECKS: readonly Check[] = [missing, emergencyOpen, late];
