import type { ChannelFailure } from '../../adapters/alerts/all-channels.ts';
import type { Damage } from '../../adapters/state-directory/damage.ts';
import type { StateDirectory } from '../../adapters/state-directory/open-state-directory.ts';
import { isFault } from '../../core/fault.ts';
import type { GrantState } from '../../core/grant/state.ts';
import type { Announce, Clock } from '../../core/ports.ts';
import type { StatusDocument } from '../../core/status.ts';
import { formatSpan, type Milliseconds, SECOND } from '../../core/time.ts';

export type Finding = StatusDocument['findings'][number];

/**
 * What a person should know that is no single grant's incident: damaged files, wrong clocks, alerts that nobody took.
 * Each is announced when it appears and listed until it is gone.
 */
export class Findings {
  readonly #found = new Map<string, Finding>();
  readonly #announce: Announce;
  readonly #clock: Clock;

  constructor(announce: Announce, clock: Clock) {
    this.#announce = announce;
    this.#clock = clock;
  }

  list(): readonly Finding[] {
    return [...this.#found.values()];
  }

  opened({ path, lost }: StateDirectory): void {
    if (lost.length > 0) {
      this.#add('lost', {
        code: 'StateLost',
        message: `parts of ${path} had vanished and were made anew, empty: ${lost.join(', ')}`,
        remedy: 'restore the state directory from a backup, or evergrant login for each grant',
      });
    }
  }

  damaged({ name, paths, behind }: Damage): void {
    this.#add(`damage ${name}`, {
      code: 'StateDamaged',
      message: `${name} is damaged (${paths.join(', ')})${behind ? ', and something newer than what is left was lost' : '; the last good value is in use'}`,
      remedy: 'check the disk; the damaged files are kept as evidence and may be removed afterwards',
    });
  }

  alertsFailed(failures: readonly ChannelFailure[]): void {
    for (const { channel, error } of failures) {
      this.#add(`alerts ${channel}`, {
        code: 'AlertNotTaken',
        message: `alerts.${channel} did not take a message: ${messageOf(error)}`,
        remedy: isFault(error) && error.remedy ? error.remedy : `repair alerts.${channel}`,
      });
    }
  }

  lookFailed(grant: string, error: unknown): void {
    this.#add(`look ${grant}`, {
      code: isFault(error) ? error.code : 'Unexpected',
      message: `${grant} could not be looked at: ${messageOf(error)}`,
      remedy: isFault(error) && error.remedy ? error.remedy : 'evergrant status',
    });
  }

  /** A look succeeded; what it showed of the clock replaces what was known. */
  looked(grant: string, { clockOffset }: GrantState): void {
    this.#found.delete(`look ${grant}`);
    if (Math.abs(clockOffset) <= CLOCK_TOLERANCE) {
      this.#found.delete(`clock ${grant}`);
      return;
    }
    const side = clockOffset > 0 ? 'behind' : 'ahead of';
    this.#add(`clock ${grant}`, {
      code: 'ClockOff',
      message: `this machine's clock is ${formatSpan(Math.abs(clockOffset))} ${side} the clock of the issuer of ${grant}; lifetimes are corrected by it`,
      remedy: 'set the clock: timedatectl set-ntp true',
    });
  }

  /** A look at a credential succeeded that tells nothing of the clock. */
  lookedWell(credential: string): void {
    this.#found.delete(`look ${credential}`);
  }

  /** Announced, and not listed: it is over when it is noticed. */
  clockLeaped(leap: Milliseconds): void {
    const way = leap > 0 ? 'forward' : 'back';
    const message = `the clock leaped ${way} by ${formatSpan(Math.abs(leap))}, or the machine slept; every grant is proven once`;
    this.#announce.event({
      schema: 1,
      at: this.#clock.now(),
      type: 'clockOff',
      reason: 'ClockLeaped',
      message,
    });
  }

  #add(key: string, finding: Finding): void {
    const known = this.#found.get(key);
    this.#found.set(key, finding);
    if (known?.message === finding.message) return;
    const { code: reason, message, remedy } = finding;
    const type = reason === 'ClockOff' ? 'clockOff' : 'finding';
    this.#announce.event({
      schema: 1,
      at: this.#clock.now(),
      type,
      reason,
      message,
      details: { remedy },
    });
  }
}

const CLOCK_TOLERANCE: Milliseconds = 5 * SECOND;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
