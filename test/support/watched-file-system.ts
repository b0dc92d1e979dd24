import type { FileSystem } from '../../adapters/files/file-system.ts';

/** One call of a file operation, before it happens. */
export interface FileCall {
  readonly operation: keyof FileSystem;
  readonly path: string;
  /** Counts from 1. */
  readonly number: number;
}

/**
 * A file system that tells of each call before it happens; what the watcher throws, the call throws instead of
 * happening.
 */
export function watchedFileSystem(
  inner: FileSystem,
  before: (call: FileCall) => void | Promise<void>,
): FileSystem {
  let number = 0;
  const watch = async (operation: keyof FileSystem, path: string) => {
    number += 1;
    await before({ operation, path, number });
  };
  return {
    list: async (path) => {
      await watch('list', path);
      return inner.list(path);
    },
    read: async (path) => {
      await watch('read', path);
      return inner.read(path);
    },
    create: async (path, content) => {
      await watch('create', path);
      return inner.create(path, content);
    },
    overwrite: async (path, content) => {
      await watch('overwrite', path);
      return inner.overwrite(path, content);
    },
    link: async (existing, name) => {
      await watch('link', name);
      return inner.link(existing, name);
    },
    rename: async (from, to) => {
      await watch('rename', from);
      return inner.rename(from, to);
    },
    unlink: async (path) => {
      await watch('unlink', path);
      return inner.unlink(path);
    },
    makeDirectory: async (path) => {
      await watch('makeDirectory', path);
      return inner.makeDirectory(path);
    },
    syncDirectory: async (path) => {
      await watch('syncDirectory', path);
      return inner.syncDirectory(path);
    },
    facts: async (path) => {
      await watch('facts', path);
      return inner.facts(path);
    },
  };
}
