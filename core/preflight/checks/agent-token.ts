import { refusalEndsAt } from '../../agent-token/word.ts';
import { signingKeyAt } from '../../signing-key/signing-key-at.ts';
import { formatSpan, toIso } from '../../time.ts';
import { type Check, finding, type Stated } from '../finding.ts';
import type { AgentTokenSituation } from '../situation.ts';
import { currentFindings } from './sinks.ts';

/** Can a token be had that its verifiers take? What is signed here needs nobody's consent, so it is never dead. */
export const tokenPath: Check<AgentTokenSituation> = ({ grant, ledger, now }) => {
  const say = (stated: Omit<Stated, 'name' | 'grant'>) => [
    finding({ name: 'agent token', grant, ...stated }),
  ];
  if (ledger.kind === 'unread') return say({ outcome: 'unproven', ...ledger.trouble });
  const { state, key } = ledger;
  const signing = signingKeyAt(key, now);
  if (!signing) {
    const message = 'its signing key was not made yet';
    return say({
      outcome: 'unproven',
      reason: 'SigningKeyMissing',
      message,
      remedy: `evergrant refresh ${grant} makes it, and so does evergrant up on a machine`,
    });
  }
  const { settled } = state;
  if (settled && refusalEndsAt(state, now) !== null) {
    return say({
      outcome: 'failed',
      reason: 'FreshTokenRefused',
      message: `a consumer was refused with the token ${settled.fingerprint} right after it was minted`,
      remedy: `compare what the verifier expects with the token: evergrant status ${grant}`,
    });
  }
  const kid = `kid ${signing.publicKey.kid}`;
  if (!settled || settled.expiresAt <= now) {
    const message = `one is made as soon as somebody asks, signed with ${kid}`;
    return say({ outcome: 'good', reason: 'TokenOnDemand', message });
  }
  const left = formatSpan(settled.expiresAt - now);
  const message = `the token in force works for ${left} more, until ${toIso(settled.expiresAt)}; the next is signed with ${kid}`;
  return say({ outcome: 'good', reason: 'TokenMinted', message });
};

/** Does every sink hold the token in force? */
export const tokenSinksCurrent: Check<AgentTokenSituation> = ({ grant, ledger, sinks }) =>
  ledger.kind === 'read' && ledger.state.settled
    ? currentFindings(sinks, { grant, inForce: ledger.state.settled.fingerprint })
    : [];
