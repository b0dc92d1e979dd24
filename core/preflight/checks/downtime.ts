import { formatSpan } from '../../time.ts';
import { type Check, finding } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';
import { accessLeft } from './token-life.ts';

/** Will there be a grant to come back to after the planned downtime, in which nothing is refreshed? */
export const downtime: Check<GrantSituation> = ({ grant, ledger, forecast, now, downtime: span }) => {
  if (span === 0 || ledger.kind === 'unread' || !ledger.state.settled) return [];
  const { state } = ledger;
  const at = { name: 'downtime', grant };
  const login = `evergrant login ${grant}`;
  if (forecast.endsAt !== null && forecast.endsAt <= now + span) {
    const message = `the grant ends within the planned ${formatSpan(span)}: ${forecast.because}`;
    return [
      finding({
        ...at,
        outcome: 'failed',
        reason: 'EndsWithinDowntime',
        message,
        remedy: `${login}, then go down`,
      }),
    ];
  }
  const left = accessLeft(state, now);
  if (left !== null && left > span)
    return [
      finding({
        ...at,
        outcome: 'good',
        reason: 'TokenOutlivesDowntime',
        message: `the access token lives ${formatSpan(left - span)} longer than the planned ${formatSpan(span)}`,
      }),
    ];
  if (state.latch)
    return [
      finding({
        ...at,
        outcome: 'failed',
        reason: 'TokenEndsWithinDowntime',
        message: `the last access token ends within the planned ${formatSpan(span)}, and there will be no other`,
        remedy: login,
      }),
    ];
  return [
    finding({
      ...at,
      outcome: 'noted',
      reason: 'RefreshAfterDowntime',
      message: `the access token ends within the planned ${formatSpan(span)}: whoever starts first needs the refresh path`,
      remedy: 'start evergrant up before the consumers',
    }),
  ];
};
