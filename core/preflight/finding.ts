/** What one check found, for scripts and for people. It names no secret. */
export interface Finding {
  /** Which check: `access path`, `sink`. */
  readonly name: string;
  /** The grant that it is about; null: the machine. */
  readonly grant: string | null;
  readonly outcome: Outcome;
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable PascalCase name. */
  readonly reason: string;
  readonly message: string;
  /** The repairing command; empty where nothing needs repair. */
  readonly remedy: string;
}

/**
 * - `good`: it works, and why that is believed stands in the message.
 * - `noted`: it works; a person should know something beside it.
 * - `expiring`: it works today and will not for long.
 * - `unproven`: neither health nor death can be told from here.
 * - `failed`: it is broken, and nothing repairs itself.
 * - `dead`: no token can be had until a person consents. The one outcome for which a gate stays shut.
 */
export type Outcome = 'good' | 'noted' | 'expiring' | 'unproven' | 'failed' | 'dead';

/** A check is a pure function over one gathered input. */
export type Check<Input> = (input: Input) => readonly Finding[];

/** What a check states; severity follows from the outcome. */
export type Stated = Omit<Finding, 'severity' | 'remedy'> & { readonly remedy?: string };

export function finding(stated: Stated): Finding {
  return { ...stated, severity: SEVERITY[stated.outcome], remedy: stated.remedy ?? '' };
}

const SEVERITY: Readonly<Record<Outcome, Finding['severity']>> = {
  good: 'info',
  noted: 'warning',
  expiring: 'warning',
  unproven: 'warning',
  failed: 'error',
  dead: 'error',
};
