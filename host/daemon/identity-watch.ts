import type { STSClient } from '@aws-sdk/client-sts';
import { Fault } from '../../core/fault.ts';
import { formatSpan, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { pause } from '../deployment/pause.ts';
import type { HostConfig } from './host-config.ts';
import type { HostFindings } from './host-findings.ts';
import { ownIdentity } from './own-identity.ts';

export interface IdentityWatchOptions {
  readonly config: HostConfig;
  readonly sts: STSClient;
  readonly findings: HostFindings;
}

/** Asks AWS now and then who this host is, and what time it is there. */
export class IdentityWatch {
  readonly #options: IdentityWatchOptions;
  #arn: string | null = null;

  constructor(options: IdentityWatchOptions) {
    this.#options = options;
  }

  /** ARN of the role's session; null: not proven yet. */
  get arn(): string | null {
    return this.#arn;
  }

  /**
   * Waits until this host is known by its own role: under any other it must not even ask for a secret.
   * @returns false when the signal aborted first
   */
  async proven(signal: AbortSignal): Promise<boolean> {
    for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(MINUTE, wait * 2)) {
      if (await this.#look()) return true;
      await pause(wait, signal);
    }
    return false;
  }

  /** Looks again every few minutes until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(LOOK_EVERY, signal);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<boolean> {
    const { config, sts, findings } = this.#options;
    try {
      const { arn, clockOffset } = await ownIdentity(sts, config);
      this.#arn = arn;
      findings.tell('identity', undefined);
      const isOff = clockOffset !== null && Math.abs(clockOffset) > CLOCK_TOLERANCE;
      findings.tell('clock', isOff ? clockOff(clockOffset) : undefined);
      return true;
    } catch (error) {
      findings.tell('identity', error);
      return false;
    }
  }
}

const FIRST_PAUSE: Milliseconds = SECOND;
const LOOK_EVERY: Milliseconds = 15 * MINUTE;
const CLOCK_TOLERANCE: Milliseconds = 5 * SECOND;

function clockOff(offset: Milliseconds): Fault {
  const side = offset > 0 ? 'behind' : 'ahead of';
  return new Fault({
    code: 'ClockOff',
    message: `the clock of this host is ${formatSpan(Math.abs(offset))} ${side} that of AWS; beyond five minutes AWS refuses what it signs`,
    remedy: 'set the clock: timedatectl set-ntp true',
  });
}
