import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { Fault, isFault } from '../../core/fault.ts';
import { fileFault } from '../files/file-fault.ts';
import type { FileSystem } from '../files/file-system.ts';
import { type RecordsRead, readRecords } from './read-records.ts';
import { recordName, sortNames, unfinishedName } from './register-names.ts';
import { encodeRecord, LINEAGE, type RegisterRecord } from './register-record.ts';

/** Where a register lies. */
export interface RegisterPlace {
  readonly fileSystem: FileSystem;
  /** Its own directory, made by the first write. */
  readonly directory: string;
  /** A directory above it that exists as long as the state directory is whole. */
  readonly within: string;
  /** Its logical name, sealed into every record: `ledger/grant/crew-sheets`. */
  readonly name: string;
}

/** What a register holds now. */
export interface RegisterContent {
  /** The write that made the value; 0 when there is none. */
  readonly revision: number;
  /** The last good value; undefined at revision 0. */
  readonly value: unknown;
  /** Damaged files in its directory, each an absolute path. The value is good nevertheless, and may be old. */
  readonly damaged: readonly string[];
  /** True when a damaged record was newer than `value`: what it said is lost. */
  readonly behind: boolean;
}

/**
 * A compare-and-swap cell on a plain file system: a directory of numbered, immutable, sealed records, of which the
 * highest is the value.
 *
 * A write makes the whole record under another name, brings it to the disk and links it to the next number; link(2)
 * refuses a taken name, so of all writers that saw the same value exactly one wins. Records are immutable, so a
 * reader needs no lock and a writer that is killed at any point leaves a readable register.
 */
export class Register {
  readonly #place: RegisterPlace;

  constructor(place: RegisterPlace) {
    this.#place = place;
  }

  async read(): Promise<RegisterContent> {
    const { record, damaged, behind } = await this.#load();
    return { revision: record?.revision ?? 0, value: record?.value, damaged, behind };
  }

  /**
   * Writes the value if the register is still at revision `seen`.
   *
   * @returns false when somebody else wrote first. When it throws, the value may have been written or not: read.
   */
  async replace(write: { seen: number; value: unknown }): Promise<boolean> {
    const { fileSystem, directory, name } = this.#place;
    const { record, highest } = await this.#load();
    if ((record?.revision ?? 0) !== write.seen) return false;
    if (highest === 0) await this.#makeDirectory();
    const next = successor(record, { revision: highest + 1, value: write.value });
    const unfinished = `${directory}/${unfinishedName(next.nonce)}`;
    if (!(await fileSystem.create(unfinished, encodeRecord(name, next)))) throw impossible(unfinished);
    try {
      if (!(await fileSystem.link(unfinished, this.#path(next.revision)))) return false;
      await fileSystem.syncDirectory(directory);
      return await this.#stands(next);
    } finally {
      await this.#tidy(unfinished);
    }
  }

  /**
   * Did this write really extend the value that it saw? A writer that was stopped between reading n and linking n+1
   * finds that name free again when n+1 was written and pruned meanwhile. Then higher numbers are there, and they
   * do not descend from it.
   */
  async #stands(written: RegisterRecord): Promise<boolean> {
    const { fileSystem, directory } = this.#place;
    const { highest } = sortNames((await fileSystem.list(directory)) ?? []);
    if (highest === written.revision) return true;
    const { record } = await this.#load();
    if (record?.nonce === written.nonce || record?.lineage.includes(written.nonce)) return true;
    await fileSystem.unlink(this.#path(written.revision));
    await fileSystem.syncDirectory(directory);
    return false;
  }

  /**
   * Removes the unfinished file and the records that no reader needs. The write has its outcome by now, so a disk
   * that fails here fails nothing; what is left behind goes with a later write or with `sweepUnfinished`.
   */
  async #tidy(unfinished: string): Promise<void> {
    const { fileSystem, directory } = this.#place;
    try {
      await fileSystem.unlink(unfinished);
      const { revisions } = sortNames((await fileSystem.list(directory)) ?? []);
      for (const old of revisions.slice(KEPT)) await fileSystem.unlink(this.#path(old));
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }

  async #makeDirectory(): Promise<void> {
    const { fileSystem, directory } = this.#place;
    await fileSystem.makeDirectory(directory);
    // Also when it was there: whoever made it may have died before this.
    await fileSystem.syncDirectory(dirname(directory));
  }

  /** @throws Fault `StateMissing` when the directory that it lies within is gone: that is no empty register. */
  async #load(): Promise<RecordsRead> {
    const { fileSystem, within } = this.#place;
    const read = await readRecords(this.#place);
    if (read.highest === 0 && (await fileSystem.facts(within)) === undefined) {
      throw fileFault({ code: 'ENOENT' }, within);
    }
    return read;
  }

  #path(revision: number): string {
    return `${this.#place.directory}/${recordName(revision)}`;
  }
}

/** Records that stay for readers under way, and as last good values behind a damaged one. */
const KEPT = 8;

function successor(
  before: RegisterRecord | undefined,
  next: { revision: number; value: unknown },
): RegisterRecord {
  const lineage = before ? [before.nonce, ...before.lineage].slice(0, LINEAGE) : [];
  return { ...next, nonce: randomUUID(), lineage };
}

function impossible(path: string): Fault {
  return new Fault({
    code: 'DiskError',
    message: `${path}: a file with a name drawn at random exists already`,
  });
}
