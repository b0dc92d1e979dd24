import { randomUUID } from 'node:crypto';
import { Fault, isFault } from '../../core/fault.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { listVersionFiles, makeSecretDirectories, type SecretPlace } from './secret-place.ts';
import { isBlank, PREALLOCATED, sealVersion, unsealVersion, versionFile } from './secret-version-file.ts';

/** The immutable values of one secret. */
export class SecretVersions {
  readonly #place: SecretPlace;

  constructor(place: SecretPlace) {
    this.#place = place;
  }

  /** @throws Fault `SecretDamaged` when there is a value and its seal is broken. */
  async read(versionId: string): Promise<SecretText | undefined> {
    const { fileSystem, name } = this.#place;
    const path = this.#path(versionFile.linked(versionId));
    const bytes = await fileSystem.read(path);
    if (!bytes) return this.#unlinkedValue(versionId);
    const value = unsealVersion(name, { versionId, bytes });
    if (!value) throw secretDamaged(path);
    return value;
  }

  /** Every version whose value is stored, damaged ones included. */
  async list(): Promise<readonly string[]> {
    const found = new Set<string>();
    for (const name of await listVersionFiles(this.#place)) {
      const file = versionFile.parse(name);
      if (!file || found.has(file.versionId)) continue;
      if (file.linked || (await this.#valueIn(name, file.versionId))) found.add(file.versionId);
    }
    return [...found];
  }

  /** Preallocates the file that `save` will fill. */
  async prepare(versionId: string): Promise<void> {
    const { fileSystem, versions } = this.#place;
    await makeSecretDirectories(this.#place);
    await fileSystem.create(this.#path(versionFile.prepared(versionId)), new Uint8Array(PREALLOCATED));
    await fileSystem.syncDirectory(versions);
  }

  /**
   * Stores a value durably. The same value again is success.
   * @throws Fault `VersionTaken` when the version has another value.
   */
  async save(version: { versionId: string; value: SecretText }): Promise<void> {
    const { name } = this.#place;
    await this.#setDamagedAside(version.versionId);
    if (await this.#holdsAlready(version)) return;
    const own = this.#path(versionFile.unlinked(version.versionId, randomUUID()));
    await this.#fill(own, { versionId: version.versionId, bytes: sealVersion(name, version) });
    await this.#publish(own, version);
  }

  /**
   * Deletes these values, and the room that earlier exchanges prepared and did not use. Only after a
   * settlement: before it, that room may belong to an answer that is still on its way.
   */
  async remove(versionIds: ReadonlySet<string>): Promise<void> {
    const { fileSystem, versions } = this.#place;
    const stored = await this.list();
    let removed = false;
    for (const name of await listVersionFiles(this.#place)) {
      const file = versionFile.parse(name);
      if (!file) continue;
      const goes = stored.includes(file.versionId)
        ? versionIds.has(file.versionId)
        : await this.#isUnused(name);
      if (!goes) continue;
      await fileSystem.unlink(this.#path(name));
      removed = true;
    }
    if (removed) await fileSystem.syncDirectory(versions);
  }

  /** Brings the bytes to the disk, in the preallocated file where there is one. */
  async #fill(own: string, version: { versionId: string; bytes: Uint8Array }): Promise<void> {
    const { fileSystem, versions } = this.#place;
    const prepared = this.#path(versionFile.prepared(version.versionId));
    // The renaming makes the preallocated file this writer's own: two that filled one file would tear it. It need
    // not be on the disk, for the value is looked for under either name.
    if (!(await fileSystem.rename(prepared, own))) {
      await makeSecretDirectories(this.#place);
      await fileSystem.create(own, version.bytes);
      await fileSystem.syncDirectory(versions);
      return;
    }
    try {
      await fileSystem.overwrite(own, version.bytes);
    } catch (error) {
      // The room goes back, so that the next try finds it even on a full disk.
      await fileSystem.rename(own, prepared).catch(ignoreFault);
      throw error;
    }
  }

  /** From here on the value is saved: a failure to give it its lasting name loses nothing, `read` finds it. */
  async #publish(own: string, version: { versionId: string; value: SecretText }): Promise<void> {
    const { fileSystem, versions } = this.#place;
    let linked: boolean;
    try {
      linked = await fileSystem.link(own, this.#path(versionFile.linked(version.versionId)));
      await fileSystem.syncDirectory(versions);
    } catch (error) {
      if (isFault(error) && error.code !== 'StateMissing') return;
      throw error;
    }
    if (!linked && !(await this.#holdsAlready(version)))
      throw versionTaken(this.#place.name, version.versionId);
    await fileSystem.unlink(own).catch(ignoreFault);
  }

  /** Whoever brings the value again repairs the version; the damaged file stays as evidence. */
  async #setDamagedAside(versionId: string): Promise<void> {
    const { fileSystem, name } = this.#place;
    const path = this.#path(versionFile.linked(versionId));
    const bytes = await fileSystem.read(path);
    if (bytes && !unsealVersion(name, { versionId, bytes })) await fileSystem.rename(path, `${path}.damaged`);
  }

  async #holdsAlready(version: { versionId: string; value: SecretText }): Promise<boolean> {
    const stored = await this.read(version.versionId);
    if (stored && stored.reveal() !== version.value.reveal()) {
      throw versionTaken(this.#place.name, version.versionId);
    }
    return stored !== undefined;
  }

  async #unlinkedValue(versionId: string): Promise<SecretText | undefined> {
    for (const name of await listVersionFiles(this.#place)) {
      if (versionFile.parse(name)?.versionId !== versionId) continue;
      const value = await this.#valueIn(name, versionId);
      if (value) return value;
    }
    return undefined;
  }

  async #valueIn(name: string, versionId: string): Promise<SecretText | undefined> {
    const bytes = await this.#place.fileSystem.read(this.#path(name));
    return bytes && unsealVersion(this.#place.name, { versionId, bytes });
  }

  /** Bytes that are neither zeros nor a value may be what is left of an answer: they are no unused room. */
  async #isUnused(name: string): Promise<boolean> {
    const bytes = await this.#place.fileSystem.read(this.#path(name));
    return bytes !== undefined && isBlank(bytes);
  }

  #path(name: string): string {
    return `${this.#place.versions}/${name}`;
  }
}

function ignoreFault(error: unknown): void {
  if (!isFault(error)) throw error;
}

function versionTaken(name: string, versionId: string): Fault {
  return new Fault({
    code: 'VersionTaken',
    message: `${name}: version ${versionId} already has another value`,
  });
}

function secretDamaged(path: string): Fault {
  return new Fault({
    code: 'SecretDamaged',
    message: `${path}: this value is damaged, its checksum does not match`,
    remedy: 'restore the file from a backup, or give consent anew: evergrant login',
  });
}
