import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a program for Node under this name into a folder that is to stand on PATH. */
export function fakeProgram(folder: string, { name, script }: { name: string; script: string }): void {
  const path = join(folder, name);
  // CommonJS, as Node takes a file without an ending.
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
}
