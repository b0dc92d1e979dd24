import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/**
 * Call once, at the top of a test file: builds what npm ships into a folder of its own, laid out like an installed tree.
 *
 * @returns where things are, once tests run. `script`: the entry; `link`: the link that npm puts into `.bin`
 */
export function builtProgram(): () => { readonly script: string; readonly link: string } {
  let tree = '';
  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'evergrant-built-'));
    writeFileSync(join(tree, 'package.json'), '{"type":"module"}\n');
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
    execFileSync(process.execPath, ['tools/build.mjs', join(tree, 'dist'), 'machine'], { stdio: 'inherit' });
    symlinkSync(join(tree, 'dist', 'evergrant.js'), join(tree, 'evergrant'));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));
  return () => ({ script: join(tree, 'dist', 'evergrant.js'), link: join(tree, 'evergrant') });
}
