/** Stands for `adapters/files/node-file-system.ts` in a command line that is to be killed at a file operation. */
import type { FileSystem } from '../../adapters/files/file-system.ts';
import { nodeFileSystem as real } from '../../adapters/files/node-file-system.ts';
import { watchedFileSystem } from '../../test/support/watched-file-system.ts';
import { doom } from './doom.ts';

/** Looking changes nothing: a kill before it leaves what a kill before the next change leaves. */
const LOOKS = new Set<keyof FileSystem>(['list', 'read', 'facts']);

const watched = watchedFileSystem(real, ({ operation, path }) => {
  if (!LOOKS.has(operation)) doom.before(`${operation} ${path}`);
});

/** A file whose writing is cut holds the first half of what was to be in it. */
const halved =
  (operation: 'create' | 'overwrite') =>
  async (path: string, content: Uint8Array): Promise<boolean> => {
    const half = doom.before(`${operation} ${path}`, { divisible: true }) === 'half';
    const done = await real[operation](path, half ? content.slice(0, content.length / 2) : content);
    if (half) doom.die();
    return done !== false;
  };

export const nodeFileSystem: FileSystem = {
  ...watched,
  create: halved('create'),
  overwrite: async (path, content) => {
    await halved('overwrite')(path, content);
  },
};
