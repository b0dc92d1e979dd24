import type { SecretVault } from './secret-vault.ts';
import type { StoredSecret } from './stored-secret.ts';
import { withLabel, withoutLabel, withVersion } from './versions.ts';

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** What a rotation function is called with. */
export interface RotationEvent {
  readonly Step: RotationStep;
  /** The full ARN. */
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** A step that a function failed, or finished. */
export interface StepRecord extends RotationEvent {
  readonly failure: unknown;
}

/**
 * Drives rotation functions through their steps, in the background as AWS does. A failed step starts the whole rotation
 * again, a few times; AWSPENDING stays where it is.
 */
export class RotationDriver {
  /** Calls a function. It throws when the step failed. Set by whoever has functions. */
  invoke: (functionArn: string, event: RotationEvent) => Promise<unknown> = async (functionArn) => {
    throw new Error(`there is no function ${functionArn}`);
  };
  /** How often a rotation is tried in all. AWS does not publish its number. */
  attempts = 3;
  /** Every step that was run. */
  readonly steps: StepRecord[] = [];
  readonly #vault: SecretVault;
  readonly #running = new Set<Promise<void>>();

  constructor(vault: SecretVault) {
    this.#vault = vault;
  }

  start(secret: StoredSecret, rotation: { versionId: string; immediately: boolean; now: number }): void {
    const { versionId, now } = rotation;
    // AWSPENDING stands on a version without a value before the function is called.
    const stored = secret.versions.stored.get(versionId);
    const pending = stored
      ? withLabel(secret.versions, 'AWSPENDING', versionId)
      : withVersion(secret.versions, {
          versionId,
          version: { createdAt: now, value: undefined },
          labels: ['AWSPENDING'],
          now,
        });
    secret.write(pending, this.#vault.lag);
    const run = rotation.immediately ? this.#rotate(secret, rotation) : this.#test(secret, versionId);
    const running = run.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no rotation runs any more. */
  async finished(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #rotate(secret: StoredSecret, rotation: { versionId: string; now: number }): Promise<void> {
    for (let attempt = 0; attempt < this.attempts; attempt += 1) {
      if (await this.#allSteps(secret, rotation.versionId)) {
        if (secret.rotation) secret.rotation.lastRotatedAt = rotation.now;
        return;
      }
    }
  }

  async #allSteps(secret: StoredSecret, versionId: string): Promise<boolean> {
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      if (!secret.rotation?.enabled) return false;
      if (!(await this.#step(secret, { step, versionId }))) return false;
    }
    return true;
  }

  /** RotateImmediately: false tries the function with a pending version, and takes that away again. */
  async #test(secret: StoredSecret, versionId: string): Promise<void> {
    await this.#step(secret, { step: 'testSecret', versionId });
    if (secret.versions.labels.get('AWSPENDING') !== versionId) return;
    const { stored, labels } = withoutLabel(secret.versions, 'AWSPENDING');
    const left = new Map([...stored].filter(([id, { value }]) => id !== versionId || value !== undefined));
    secret.write({ stored: left, labels }, this.#vault.lag);
  }

  async #step(secret: StoredSecret, at: { step: RotationStep; versionId: string }): Promise<boolean> {
    const event = { Step: at.step, SecretId: secret.arn, ClientRequestToken: at.versionId };
    try {
      await this.invoke(secret.rotation?.functionArn ?? '', event);
      this.steps.push({ ...event, failure: undefined });
      return true;
    } catch (failure) {
      this.steps.push({ ...event, failure });
      return false;
    }
  }
}
