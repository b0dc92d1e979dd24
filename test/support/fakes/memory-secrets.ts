import { Fault } from '../../../core/fault.ts';
import type { SecretId, Secrets, StageLabel } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';

/** One secret of {@link MemorySecrets}. */
export interface MemorySecret {
  /** Version to value, in the clear. */
  readonly values: Map<string, string>;
  readonly labels: Map<StageLabel, string>;
  readonly prepared: Set<string>;
}

/** Secrets in memory. Everything in it may be looked at and changed by a test. */
export class MemorySecrets implements Secrets {
  readonly secrets = new Map<SecretId, MemorySecret>();

  /** The secret as it lies in memory; made when it does not exist. */
  secret(id: SecretId): MemorySecret {
    const found = this.secrets.get(id) ?? { values: new Map(), labels: new Map(), prepared: new Set() };
    this.secrets.set(id, found);
    return found;
  }

  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    const value = this.secrets.get(id)?.values.get(versionId);
    return value === undefined ? undefined : new SecretText(value);
  }

  async labelled(id: SecretId, label: StageLabel): Promise<string | undefined> {
    return this.secrets.get(id)?.labels.get(label);
  }

  async versions(id: SecretId): Promise<readonly string[]> {
    return [...(this.secrets.get(id)?.values.keys() ?? [])];
  }

  async prepare(id: SecretId, versionId: string): Promise<void> {
    this.secret(id).prepared.add(versionId);
  }

  async put(
    id: SecretId,
    version: { versionId: string; value: SecretText; label: StageLabel },
  ): Promise<void> {
    const { values } = this.secret(id);
    const { versionId, value, label } = version;
    if ((values.get(versionId) ?? value.reveal()) !== value.reveal()) {
      throw new Fault({
        code: 'VersionTaken',
        message: `${id}: version ${versionId} already has another value`,
      });
    }
    values.set(versionId, value.reveal());
    this.#label(id, { label, to: versionId });
  }

  async move(
    id: SecretId,
    label: StageLabel,
    move: { to: string; from: string | undefined },
  ): Promise<boolean> {
    const { values, labels } = this.secret(id);
    if (!values.has(move.to)) {
      throw new Fault({ code: 'VersionNotFound', message: `${id}: there is no version ${move.to}` });
    }
    if (labels.get(label) !== move.from) return false;
    this.#label(id, { label, to: move.to });
    return true;
  }

  async prune(id: SecretId, superseded: readonly string[]): Promise<readonly string[]> {
    const { values, labels, prepared } = this.secret(id);
    const inUse = new Set(labels.values());
    for (const versionId of superseded) if (!inUse.has(versionId)) values.delete(versionId);
    prepared.clear();
    return [...values.keys()];
  }

  /** AWSPREVIOUS follows AWSCURRENT, as AWS does it. */
  #label(id: SecretId, move: { label: StageLabel; to: string }): void {
    const { labels } = this.secret(id);
    const from = labels.get(move.label);
    if (move.label === 'AWSCURRENT' && from !== undefined && from !== move.to)
      labels.set('AWSPREVIOUS', from);
    labels.set(move.label, move.to);
  }
}
