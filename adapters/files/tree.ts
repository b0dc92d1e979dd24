import { dirname } from 'node:path';
import { fileFault } from './file-fault.ts';
import type { FileSystem } from './file-system.ts';

/** Files by their path below a directory, with `/` between names. */
export type Tree = ReadonlyMap<string, Uint8Array>;

/**
 * Reads every file below a directory. One that vanishes meanwhile is left out; sockets and the like are no files.
 * @param among which paths below the directory to read, by their first name
 */
export async function readTree(
  fileSystem: FileSystem,
  directory: string,
  among: (top: string) => boolean = () => true,
): Promise<Tree> {
  const tree = new Map<string, Uint8Array>();
  const visit = async (below: string): Promise<void> => {
    const path = below === '' ? directory : `${directory}/${below}`;
    for (const name of (await fileSystem.list(path)) ?? []) {
      if (below === '' && !among(name)) continue;
      const child = below === '' ? name : `${below}/${name}`;
      const kind = (await fileSystem.facts(`${directory}/${child}`))?.kind;
      if (kind === 'directory') await visit(child);
      const bytes = kind === 'file' ? await fileSystem.read(`${directory}/${child}`) : undefined;
      if (bytes) tree.set(child, bytes);
    }
  };
  await visit('');
  return tree;
}

/** What a new directory is made of. */
export interface TreeContent {
  readonly files: Tree;
  /** Directories below it that exist also when no file lies in them. */
  readonly directories: readonly string[];
}

/**
 * Makes a directory (0700) with these files (0600), all of it on the disk when this returns but for the directory's
 * own name, which is the business of whoever renames it.
 * @throws Fault `NotADirectory` when the name is taken
 */
export async function writeTree(
  fileSystem: FileSystem,
  directory: string,
  content: TreeContent,
): Promise<void> {
  if (!(await fileSystem.makeDirectory(directory))) throw fileFault({ code: 'ENOTDIR' }, directory);
  const made = new Set<string>([directory]);
  const make = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    await make(dirname(path));
    await fileSystem.makeDirectory(path);
    made.add(path);
  };
  for (const name of content.directories) await make(`${directory}/${name}`);
  for (const [name, bytes] of content.files) {
    const path = `${directory}/${name}`;
    await make(dirname(path));
    await fileSystem.create(path, bytes);
  }
  for (const path of made) await fileSystem.syncDirectory(path);
}
