import { dueWarning, lifeStart } from '../../forecast/warning.ts';
import { formatSpan, toIso } from '../../time.ts';
import { type Check, finding } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';

/** Is the end of the whole grant near, by what its issuer stated or a rule of it says? */
export const grantEnd: Check<GrantSituation> = ({ grant, ledger, forecast, now, warnBefore }) => {
  const { endsAt, because, basis } = forecast;
  if (ledger.kind === 'unread' || !ledger.state.settled || ledger.state.latch || endsAt === null) return [];
  const lead = dueWarning({ endsAt, now, leads: warnBefore, startsAt: lifeStart(forecast, ledger.state) });
  const when = `ends at ${toIso(endsAt)} (in ${formatSpan(endsAt - now)}): ${because} [${basis}]`;
  return [
    lead === null
      ? finding({ name: 'grant end', grant, outcome: 'good', reason: 'EndFar', message: `the grant ${when}` })
      : finding({
          name: 'grant end',
          grant,
          outcome: 'expiring',
          reason: 'EndForeseen',
          message: `the grant ${when}`,
          remedy: `evergrant login ${grant}`,
        }),
  ];
};
