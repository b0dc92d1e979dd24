import { Fault } from '../../core/fault.ts';
import type { StageLabel } from '../../core/ports.ts';
import { isRecord } from '../files/sealed-document.ts';
import { type OnDamage, stateFromOtherVersion } from './damage.ts';
import { Register } from './register.ts';
import type { SecretPlace } from './secret-place.ts';

/** Which version each label of a secret stands on. */
export type Labels = Readonly<Partial<Record<StageLabel, string>>>;

/**
 * The stage labels of one secret, all in one register, so that AWSCURRENT and AWSPREVIOUS move together.
 *
 * A damaged record is got over with the last good labels: they are a projection of the ledger's truth, which sets
 * them again.
 */
export class SecretLabels {
  readonly #register: Register;
  readonly #name: string;
  readonly #onDamage: OnDamage;

  constructor(place: SecretPlace, onDamage: OnDamage) {
    this.#name = `${place.name}/labels`;
    this.#register = new Register({
      fileSystem: place.fileSystem,
      directory: `${place.directory}/labels`,
      within: place.within,
      name: this.#name,
    });
    this.#onDamage = onDamage;
  }

  /** `certain` is false when newer labels were lost. */
  async read(): Promise<{ revision: number; labels: Labels; certain: boolean }> {
    const { revision, value, damaged, behind } = await this.#register.read();
    if (damaged.length > 0) this.#onDamage({ name: this.#name, paths: damaged, behind });
    return { revision, labels: revision === 0 ? {} : this.#labelsIn(value), certain: !behind };
  }

  /**
   * Puts a label on a version. AWSPREVIOUS follows AWSCURRENT to the version that it leaves.
   * @param move.ifOn the version that the label must stand on now; null: on none; undefined: wherever it stands
   * @returns false when it stood elsewhere.
   */
  async move(label: StageLabel, move: { to: string; ifOn?: string | null }): Promise<boolean> {
    for (;;) {
      const { revision, labels } = await this.read();
      const from = labels[label];
      if (move.ifOn !== undefined && (from ?? null) !== move.ifOn) return false;
      if (from === move.to) return true;
      if (await this.#register.replace({ seen: revision, value: moved(labels, { label, to: move.to }) }))
        return true;
    }
  }

  #labelsIn(value: unknown): Labels {
    if (!isRecord(value)) throw stateFromOtherVersion(this.#name);
    const labels: Partial<Record<StageLabel, string>> = {};
    for (const label of STAGE_LABELS) {
      const versionId = value[label];
      if (typeof versionId === 'string') labels[label] = versionId;
    }
    return labels;
  }
}

/** The labels after one was put on another version, as AWS moves them. */
export function moved(labels: Labels, move: { label: StageLabel; to: string }): Labels {
  const from = labels[move.label];
  const previous =
    move.label === 'AWSCURRENT' && from !== undefined && from !== move.to ? { AWSPREVIOUS: from } : {};
  return { ...labels, ...previous, [move.label]: move.to };
}

/** A label may only be put on a version that is stored. */
export function versionNotFound(secret: string, versionId: string): Fault {
  return new Fault({
    code: 'VersionNotFound',
    message: `${secret}: there is no version ${versionId} to put a label on`,
  });
}

const STAGE_LABELS: readonly StageLabel[] = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'EVERGRANT_NEXT'];
