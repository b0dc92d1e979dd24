import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the functions into a folder, with the options of tools/build.mjs, which builds more than a test of functions
 * needs.
 *
 * @returns the folder: it holds `refresh/index.mjs` and so on
 */
export async function lambdaBundles(folder: string): Promise<string> {
  const functions = readdirSync('lambda').filter((name) => existsSync(join('lambda', name, 'index.ts')));
  await build({
    entryPoints: Object.fromEntries(functions.map((name) => [`${name}/index`, `lambda/${name}/index.ts`])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return folder;
}
