import type { Instant } from '../../core/time.ts';

/**
 * The file operations on which the state directory stands: few, each one durable step, so that a test can fail or
 * crash at every one of them. Paths are absolute.
 *
 * An outcome that a caller decides on (there already, not there) is a return value; everything else is thrown as
 * the `Fault` of file-fault.ts.
 */
export interface FileSystem {
  /** Names in a directory, in no order; undefined when there is no such directory. */
  list(directory: string): Promise<readonly string[] | undefined>;
  /** The whole file; undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Makes a new file (0600) with this content, which is on the disk when this returns; its name is not yet:
   * see {@link FileSystem.syncDirectory}. After a failure nothing is left of it.
   * @returns false when the name is taken.
   */
  create(path: string, content: Uint8Array): Promise<boolean>;
  /** Writes over a file in the blocks that it owns, cuts it to the new length and waits for the disk. */
  overwrite(path: string, content: Uint8Array): Promise<void>;
  /** Gives a file a second name; never replaces one. @returns false when the name is taken. */
  link(existing: string, name: string): Promise<boolean>;
  /** @returns false when there is no file `from`. Replaces `to`. */
  rename(from: string, to: string): Promise<boolean>;
  /** @returns false when there was none. */
  unlink(path: string): Promise<boolean>;
  /** Makes a directory (0700) below an existing one. @returns false when the name is taken. */
  makeDirectory(path: string): Promise<boolean>;
  /** Waits until the names in a directory are on the disk. */
  syncDirectory(path: string): Promise<void>;
  /** What a path leads to, symbolic links followed; undefined when nothing is there. */
  facts(path: string): Promise<FileFacts | undefined>;
}

export interface FileFacts {
  readonly kind: 'directory' | 'file' | 'other';
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  /** When its content last changed, by the clock of the file system. */
  readonly changedAt: Instant;
}
