import type { SecretId, Secrets, StageLabel } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { OnDamage } from './damage.ts';
import { SecretLabels, versionNotFound } from './secret-labels.ts';
import { secretPlace } from './secret-place.ts';
import { SecretVersions } from './secret-versions.ts';

export interface FileSecretsOptions {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly directory: string;
  readonly onDamage: OnDamage;
}

/** The secrets of the machine engine: immutable files (0600) and labels, at `secrets/<kind>/<id>/`. */
export class FileSecrets implements Secrets {
  readonly #options: FileSecretsOptions;

  constructor(options: FileSecretsOptions) {
    this.#options = options;
  }

  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    return this.#versions(id).read(versionId);
  }

  async labelled(id: SecretId, label: StageLabel): Promise<string | undefined> {
    const { labels } = await this.#labels(id).read();
    return labels[label];
  }

  async versions(id: SecretId): Promise<readonly string[]> {
    return this.#versions(id).list();
  }

  async prepare(id: SecretId, versionId: string): Promise<void> {
    await this.#versions(id).prepare(versionId);
  }

  async put(
    id: SecretId,
    version: { versionId: string; value: SecretText; label: StageLabel },
  ): Promise<void> {
    await this.#versions(id).save(version);
    await this.#labels(id).move(version.label, { to: version.versionId });
  }

  async move(
    id: SecretId,
    label: StageLabel,
    move: { to: string; from: string | undefined },
  ): Promise<boolean> {
    if (!(await this.versions(id)).includes(move.to)) throw versionNotFound(id, move.to);
    return this.#labels(id).move(label, { to: move.to, ifOn: move.from ?? null });
  }

  async prune(id: SecretId, superseded: readonly string[]): Promise<readonly string[]> {
    const { labels, certain } = await this.#labels(id).read();
    // With labels lost, nobody knows what is in use.
    if (certain) {
      const inUse = new Set(Object.values(labels));
      await this.#versions(id).remove(new Set(superseded.filter((versionId) => !inUse.has(versionId))));
    }
    return await this.versions(id);
  }

  #versions(id: SecretId): SecretVersions {
    return new SecretVersions(secretPlace(this.#options, id));
  }

  #labels(id: SecretId): SecretLabels {
    return new SecretLabels(secretPlace(this.#options, id), this.#options.onDamage);
  }
}
