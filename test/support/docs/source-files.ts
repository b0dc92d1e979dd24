import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of TypeScript, its path relative to the checkout. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Every TypeScript file below these folders. */
export async function sourceFiles(folders: readonly string[]): Promise<readonly SourceFile[]> {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const files = lists.flat().filter((name) => name.endsWith('.ts'));
  return await Promise.all(files.sort().map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}
