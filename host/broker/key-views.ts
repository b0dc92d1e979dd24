import type { GrantView, RotateResult, Unavailable } from '../../core/broker.ts';
import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import { rotationDueAt } from '../../core/rotate/decide.ts';
import type { KeyOutcome } from '../../core/rotate/outcome.ts';
import type { KeyState } from '../../core/rotate/state.ts';
import { formatSpan, type Instant } from '../../core/time.ts';
import { rotationOf } from './key-contexts.ts';

/** An API key as its followers see it: in the words of a grant, which is what daemons wait for. */
export function keyView(name: string, { settled, refusal }: KeyState): GrantView {
  return {
    grant: name,
    state: settled === null ? 'noGrant' : refusal ? 'consentRequired' : 'healthy',
    generation: settled?.generation ?? 0,
    fingerprint: settled?.fingerprint ?? null,
    expiresAt: null,
    latch: refusal && { reason: refusal.reason, message: refusal.message },
    remedy: `evergrant key set ${name}`,
  };
}

/** Why a key cannot be had. */
export function unavailableKey(name: string, { settled, refusal }: KeyState): Unavailable {
  const remedy = `evergrant key set ${name}`;
  if (!settled) return no('NoKey', `nobody has set API key ${name} yet`, remedy);
  if (refusal) return no(refusal.reason, refusal.message, remedy);
  return {
    ...no('NotProjected', `API key ${name} is not stored yet`, `evergrant status ${name}`),
    retryable: true,
  };
}

/** A consumer was refused, and there is no other key for it. */
export function stillAccepted(name: string, { consumerRefusedAt }: KeyState): Unavailable {
  if (consumerRefusedAt === null) {
    return no(
      'KeyStillAccepted',
      `the issuer accepts API key ${name}, so the resource refuses something else (scope, address, account)`,
      `read the whole answer of the resource: evergrant explain; evergrant status ${name}`,
    );
  }
  return no(
    'ApiKeyRefused',
    `API key ${name} was refused and nobody could ask its issuer about it`,
    `if it is dead: evergrant key set ${name}`,
  );
}

/** A rotation of a key that nobody can rotate. */
export function noSuccessor(name: string): Unavailable {
  return no(
    'NoRotator',
    `apiKeys.${name} names no issuer, so a person replaces this key`,
    `make a new key on the issuer's page, then: evergrant key set ${name}`,
  );
}

/** What a look at a key means for whoever asked for its rotation. */
export function rotateResult(
  outcome: KeyOutcome,
  { key, state, now }: { key: ApiKeyDeclaration; state: KeyState; now: Instant },
): RotateResult {
  const { name } = key;
  const status = `evergrant status ${name}`;
  const { generation = 0, fingerprint = '' } = state.settled ?? {};
  switch (outcome.kind) {
    case 'rotated': {
      const previousEndsAt = state.retiring.map(({ deleteAfter }) => deleteAfter).at(-1) ?? null;
      return { kind: 'rotated', generation, fingerprint, previousEndsAt };
    }
    case 'fresh':
      return { kind: 'fresh', generation, fingerprint, dueAt: rotationDueAt(state, rotationOf(key)) };
    case 'noKey':
    case 'refused':
      return unavailableKey(name, state);
    case 'noRotator':
      return noSuccessor(name);
    case 'busy':
      return { ...no('Busy', `a rotation of API key ${name} is under way`, status), retryable: true };
    case 'backingOff': {
      const { reason = 'BackingOff', message = 'an earlier try failed' } = state.lastVerdict ?? {};
      return { ...no(reason, message, `${again(outcome.until, now)}; ${status}`), retryable: true };
    }
    case 'failed': {
      const { reason, message, remedy } = outcome.verdict;
      return { ...no(reason, message, remedy || `${again(outcome.until, now)}; ${status}`), retryable: true };
    }
  }
}

function again(until: Instant, now: Instant): string {
  return `it is tried again in ${formatSpan(until - now)} by itself`;
}

function no(reason: string, message: string, remedy: string): Unavailable {
  return { kind: 'unavailable', reason, message, remedy, retryable: false };
}
