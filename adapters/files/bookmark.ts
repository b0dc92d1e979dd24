import { randomUUID } from 'node:crypto';
import type { FileSystem } from './file-system.ts';

/** Remembers over restarts how far something was read. To lose it is no harm: reading goes on from now. */
export interface Bookmark {
  /** undefined: there is none, or it cannot be read. Never rejects. */
  load(): Promise<string | undefined>;
  /** Never rejects: a full disk must not end the reading. */
  save(text: string): Promise<void>;
}

/** A bookmark in a file of its own. @param path absolute; its directory exists and is ours alone */
export function fileBookmark(fileSystem: FileSystem, path: string): Bookmark {
  return {
    load: async () => {
      const bytes = await fileSystem.read(path).catch(() => undefined);
      return bytes && Buffer.from(bytes).toString('utf8');
    },
    save: async (text) => {
      const unfinished = `${path}.${randomUUID()}.new`;
      try {
        await fileSystem.create(unfinished, Buffer.from(text));
        await fileSystem.rename(unfinished, path);
      } catch {
        await fileSystem.unlink(unfinished).catch(() => {});
      }
    },
  };
}
