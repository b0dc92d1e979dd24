import { fileFault } from '../files/file-fault.ts';
import type { FileFacts, FileSystem } from '../files/file-system.ts';
import type { Tree } from '../files/tree.ts';

/**
 * A tree of files as a file system that cannot be written to, so that ledger and secrets of a backup are read by the
 * very code that reads a live directory.
 * @param directory where the tree seems to lie
 */
export function frozenFiles(directory: string, tree: Tree): FileSystem {
  const files = new Map([...tree].map(([name, bytes]) => [`${directory}/${name}`, bytes]));
  const children = (path: string) =>
    [...files.keys()].flatMap((file) =>
      file.startsWith(`${path}/`) ? [file.slice(path.length + 1).split('/')[0] ?? ''] : [],
    );
  return {
    list: async (path) => {
      const names = [...new Set(children(path))];
      return names.length > 0 ? names : undefined;
    },
    read: async (path) => files.get(path),
    facts: async (path) => {
      if (files.has(path)) return { ...FACTS, kind: 'file' };
      // Every directory of the layout exists in a state directory, also where nothing lies in it yet.
      return { ...FACTS, kind: 'directory' };
    },
    create: refuse,
    overwrite: refuse,
    link: refuse,
    rename: refuse,
    unlink: refuse,
    makeDirectory: refuse,
    syncDirectory: refuse,
  };
}

const FACTS: Omit<FileFacts, 'kind'> = { mode: 0o700, uid: 0, changedAt: 0 };

async function refuse(path: string): Promise<never> {
  throw fileFault({ code: 'EROFS' }, path);
}
