import { formatSpan, SECOND } from '../../time.ts';
import { type Check, finding } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';

/** Does this machine's clock agree with the issuer's, as its last answer told it? */
export const clock: Check<GrantSituation> = ({ grant, ledger }) => {
  if (ledger.kind === 'unread' || !ledger.state.settled) return [];
  const { clockOffset } = ledger.state;
  const off = formatSpan(Math.abs(clockOffset));
  return [
    Math.abs(clockOffset) <= 5 * SECOND
      ? finding({
          name: 'clock',
          grant,
          outcome: 'good',
          reason: 'ClockRight',
          message: `this clock is within 5 s of the issuer's`,
        })
      : finding({
          name: 'clock',
          grant,
          outcome: 'noted',
          reason: 'ClockOff',
          message: `this machine's clock is ${off} ${clockOffset > 0 ? 'behind' : 'ahead of'} the issuer's; the broker corrects for it, consumers may not`,
          remedy: 'timedatectl set-ntp true',
        }),
  ];
};
