import { Fault } from '../../core/fault.ts';
import { formatSpan, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';

/** Off by more, and the ends of tokens are judged wrong. */
const TOLERANCE: Milliseconds = 5 * SECOND;
/** Off by more, and AWS refuses what is signed (Signature Version 4); clients then sign by the clock of AWS. */
const REFUSED_BEYOND: Milliseconds = 5 * MINUTE;

/** What a person should know of this clock. @param offset what that of AWS is ahead; null: AWS did not say */
export function clockTrouble(offset: Milliseconds | null): Fault | undefined {
  const off = Math.abs(offset ?? 0);
  if (offset === null || off <= TOLERANCE) return undefined;
  const side = offset > 0 ? 'behind' : 'ahead of';
  const isWrong = off > REFUSED_BEYOND;
  return new Fault({
    code: isWrong ? 'ClockWrong' : 'ClockOff',
    message: `the clock of this host is ${formatSpan(roundly(off))} ${side} that of AWS; beyond five minutes AWS refuses what it signs`,
    remedy: 'set the clock: timedatectl set-ntp true, then: timedatectl timesync-status',
  });
}

/** What AWS says is true to the second only, and what differs at each look would be told at each. */
function roundly(off: Milliseconds): Milliseconds {
  const unit = off > MINUTE ? MINUTE : 5 * SECOND;
  return Math.round(off / unit) * unit;
}
