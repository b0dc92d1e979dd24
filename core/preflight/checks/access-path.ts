import { formatSpan } from '../../time.ts';
import { type Check, finding, type Stated } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';
import { accessLeft, isDead } from './token-life.ts';

/** Does the access token that consumers hold still work? Judged by its end and by what consumers were refused. */
export const accessPath: Check<GrantSituation> = ({ grant, ledger, now }) => {
  const say = (stated: Omit<Stated, 'name' | 'grant'>) => [
    finding({ name: 'access path', grant, ...stated }),
  ];
  if (ledger.kind === 'unread') return say({ outcome: 'unproven', ...ledger.trouble });
  const { state } = ledger;
  if (state.standing && !state.settled)
    return say({
      outcome: 'unproven',
      reason: 'NoTokenYet',
      message: 'no token was asked for yet',
      remedy: 'evergrant up, or once: evergrant preflight --prove',
    });
  const login = `evergrant login ${grant}`;
  if (!state.settled)
    return say({
      outcome: 'dead',
      reason: 'NoGrant',
      message: 'nobody has consented yet, so there is no token',
      remedy: login,
    });
  const left = accessLeft(state, now);
  const dead = isDead(state, now);
  const remedy = dead ? login : `evergrant refresh ${grant}`;
  if (state.accessRefusedAt !== null) {
    const message = 'a resource refused the access token in force';
    return say({ outcome: dead ? 'dead' : 'unproven', reason: 'AccessTokenRefused', message, remedy });
  }
  if (left === null)
    return say({
      outcome: 'unproven',
      reason: 'AccessLifeUnknown',
      message: 'the issuer does not state how long the access token lives',
      remedy: `evergrant preflight --prove`,
    });
  if (left === 0) {
    const message = `the access token ended ${formatSpan(now - (state.expiresAt ?? now))} ago`;
    return say({ outcome: dead ? 'dead' : 'unproven', reason: 'AccessTokenEnded', message, remedy });
  }
  return say({
    outcome: 'good',
    reason: 'AccessTokenLive',
    message: `the access token works for another ${formatSpan(left)}`,
  });
};
