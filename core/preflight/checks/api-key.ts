import { formatSpan, toIso } from '../../time.ts';
import { type Check, finding, type Stated } from '../finding.ts';
import type { KeySituation } from '../situation.ts';
import { currentFindings } from './sinks.ts';

/** Does the key that consumers hold work? Judged by what its issuer and consumers said last. */
export const keyPath: Check<KeySituation> = ({ grant, ledger, rotation, now }) => {
  const say = (stated: Omit<Stated, 'name' | 'grant'>) => [finding({ name: 'API key', grant, ...stated })];
  if (ledger.kind === 'unread') return say({ outcome: 'unproven', ...ledger.trouble });
  const { settled, refusal, consumerRefusedAt, verifiedAt } = ledger.state;
  const remedy = `evergrant key set ${grant}`;
  if (!settled) return say({ outcome: 'dead', reason: 'NoKey', message: 'nobody has set it yet', remedy });
  if (refusal) return say({ outcome: 'dead', reason: refusal.reason, message: refusal.message, remedy });
  if (consumerRefusedAt !== null) {
    const message = `a consumer was refused with it at ${toIso(consumerRefusedAt)}`;
    return say({ outcome: 'unproven', reason: 'ApiKeyRefused', message, remedy });
  }
  const age = formatSpan(now - settled.since);
  if (!rotation) {
    const message = `it is held for ${age}; without an issuer nobody can ask whether it works`;
    return say({ outcome: 'noted', reason: 'KeyHeld', message });
  }
  if (verifiedAt === null) {
    const message = 'its issuer could not be asked about it yet';
    return say({ outcome: 'unproven', reason: 'KeyNotProven', message, remedy: `evergrant status ${grant}` });
  }
  const message = `its issuer accepted it ${formatSpan(now - verifiedAt)} ago; it is ${age} old`;
  return say({ outcome: 'good', reason: 'KeyAccepted', message });
};

/** Can it be replaced in time? The key in force works all the same. */
export const keyRotation: Check<KeySituation> = ({ grant, ledger, warnAfter, now }) => {
  if (ledger.kind === 'unread' || !ledger.state.settled) return [];
  const { settled, backoff, lastVerdict } = ledger.state;
  const say = (stated: Omit<Stated, 'name' | 'grant'>) => [finding({ name: 'rotation', grant, ...stated })];
  if (backoff) {
    return say({
      outcome: 'noted',
      reason: lastVerdict?.reason ?? 'RotationFailing',
      message: `its rotation failed ${backoff.failures} times: ${lastVerdict?.message ?? 'no reason is known'}`,
      remedy: `evergrant status ${grant}`,
    });
  }
  if (warnAfter === undefined || now - settled.since < warnAfter) return [];
  const message = `it is ${formatSpan(now - settled.since)} old and to be replaced after ${formatSpan(warnAfter)}`;
  return say({ outcome: 'expiring', reason: 'KeyOld', message, remedy: `evergrant key set ${grant}` });
};

/** Does every sink hold the key in force? */
export const keySinksCurrent: Check<KeySituation> = ({ grant, ledger, sinks }) =>
  ledger.kind === 'read' && ledger.state.settled
    ? currentFindings(sinks, { grant, inForce: ledger.state.settled.fingerprint })
    : [];
