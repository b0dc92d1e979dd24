import { twoThirdsOf } from '../agent-token/renew-at.ts';
import type { AgentTokenState } from '../agent-token/state.ts';
import { refusalEndsAt } from '../agent-token/word.ts';
import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import type { DeliveryTrouble } from '../delivery/delivery-trouble.ts';
import { signingKeyAt } from '../signing-key/signing-key-at.ts';
import type { SigningKeyState } from '../signing-key/state.ts';
import { formatSpan, type Instant, toIso } from '../time.ts';
import type { Condition } from './incident.ts';

/** What is looked at to tell whether people must hear of the tokens of an agent. */
export interface AgentTokenSymptoms {
  readonly spec: AgentTokenDeclaration;
  readonly state: AgentTokenState;
  /** Its signing key. */
  readonly key: SigningKeyState;
  readonly now: Instant;
  /** Daemons and sinks that use it. */
  readonly affected: readonly string[];
  readonly deliveryTroubles: readonly DeliveryTrouble[];
}

/**
 * The gravest thing that is wrong with the tokens of an agent and that a person should know; null when nothing is. A
 * token that ended while its agent sleeps is no trouble.
 */
export function agentTokenConditionOf(symptoms: AgentTokenSymptoms): Condition | null {
  for (const check of CHECKS) {
    const found = check(symptoms);
    if (found) return complete(symptoms, found);
  }
  return null;
}

type Finding = Pick<Condition, 'severity' | 'reason' | 'message' | 'remedy'>;
type Check = (symptoms: AgentTokenSymptoms) => Finding | undefined;

const refused: Check = ({ spec, state, now }) => {
  if (state.refusedAt === null || refusalEndsAt(state, now) === null) return undefined;
  const { name, key } = spec;
  return {
    severity: 'critical',
    reason: 'FreshTokenRefused',
    message: `a consumer was refused at ${toIso(state.refusedAt)} with a token that had just been minted, so another does not help: the verifier expects another audience or issuer, cannot fetch the keys of ${key.issuer}, or its clock is off`,
    remedy: `compare what the verifier expects with the token: evergrant status ${name}; read its whole answer: evergrant explain`,
  };
};

const notDelivered: Check = ({ deliveryTroubles }) =>
  deliveryTroubles.find(({ severity }) => severity === 'critical');

/** Of readers of files nobody knows whether they sleep. */
const notRenewed: Check = ({ spec, state, now }) => {
  const { settled } = state;
  if (spec.renew !== 'always' || !settled) return undefined;
  const half = (settled.expiresAt - twoThirdsOf(settled)) / 2;
  if (now < twoThirdsOf(settled) + half) return undefined;
  const left = settled.expiresAt - now;
  return {
    severity: left > 0 ? 'warning' : 'critical',
    reason: 'MintingFails',
    message: `no token could be minted since ${toIso(twoThirdsOf(settled))}, and the last one ${left > 0 ? `ends in ${formatSpan(left)}` : `ended ${formatSpan(-left)} ago`}`,
    remedy: `evergrant refresh ${spec.name} says what stands in the way`,
  };
};

const withoutKey: Check = ({ spec, key, now }) =>
  signingKeyAt(key, now)
    ? undefined
    : {
        severity: 'critical',
        reason: 'SigningKeyMissing',
        message: `no key of ${spec.key.name} could be made yet, so no token of ${spec.name} can be signed`,
        remedy: `see what stands in the way: evergrant status ${spec.key.name}`,
      };

const notAdopted: Check = ({ deliveryTroubles }) => deliveryTroubles[0];

const CHECKS: readonly Check[] = [withoutKey, refused, notDelivered, notRenewed, notAdopted];

function complete({ state, affected, now }: AgentTokenSymptoms, found: Finding): Condition {
  const { severity, reason, message, remedy } = found;
  const worksUntil = refusalEndsAt(state, now) === null ? (state.settled?.expiresAt ?? null) : now;
  return {
    severity,
    reason,
    message,
    remedy,
    causes: [],
    evidence: [],
    worksUntil,
    affected,
    stageAt: null,
  };
}
