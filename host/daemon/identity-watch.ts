import type { STSClient } from '@aws-sdk/client-sts';
import { Fault, isFault } from '../../core/fault.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { clockTrouble } from './clock-trouble.ts';
import type { Hangups } from './hangups.ts';
import type { HostConfig } from './host-config.ts';
import type { HostFindings } from './host-findings.ts';
import { ownIdentity } from './own-identity.ts';
import type { Pulse } from './pulse.ts';

export interface IdentityWatchOptions {
  readonly config: HostConfig;
  readonly sts: STSClient;
  readonly findings: HostFindings;
  /** Beaten at each try while nothing else can turn. */
  readonly pulse: Pulse;
  /** End a wait. */
  readonly hangups: Pick<Hangups, 'wait'>;
}

/** Asks AWS now and then who this host is, and what time it is there. */
export class IdentityWatch {
  readonly #options: IdentityWatchOptions;
  #arn: string | null = null;
  #unproven: Fault = notYet();

  constructor(options: IdentityWatchOptions) {
    this.#options = options;
  }

  /** ARN of the role's session; null: not proven yet. */
  get arn(): string | null {
    return this.#arn;
  }

  /** Why nothing may be asked of AWS yet; undefined: this host is known by its own role. */
  get unproven(): Fault | undefined {
    return this.#arn === null ? this.#unproven : undefined;
  }

  /**
   * Waits until this host is known by its own role: under any other it must not even ask for a secret.
   * @returns false when the signal aborted first
   */
  async proven(signal: AbortSignal): Promise<boolean> {
    for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(MINUTE, wait * 2)) {
      if (await this.look()) return true;
      this.#options.pulse.beat(Date.now());
      await this.#options.hangups.wait(wait, signal);
    }
    return false;
  }

  /** Asks once. Never rejects. @returns is it known by its own role? */
  async look(): Promise<boolean> {
    const { config, sts, findings } = this.#options;
    try {
      const { arn, clockOffset } = await ownIdentity(sts, config);
      this.#arn = arn;
      findings.tell('identity', undefined);
      findings.tell('clock', clockTrouble(clockOffset));
      return true;
    } catch (error) {
      if (isFault(error)) this.#unproven = error;
      // Any other trouble says nothing about whom AWS takes this host for.
      if (isFault(error) && error.code === 'ForeignIdentity') this.#arn = null;
      findings.tell('identity', error);
      return false;
    }
  }
}

const FIRST_PAUSE: Milliseconds = SECOND;

function notYet(): Fault {
  return new Fault({
    code: 'IdentityUnproven',
    message: 'AWS has not said yet whom it takes this host for',
    remedy: 'nothing; it is asked again at once',
    retryable: true,
  });
}
