/**
 * Bundles the command line into dist/, one chunk per command, so that `evergrant status` loads only what it needs
 * and an installed tree runs without TypeScript. oidc-provider stays outside: only the drill loads it.
 *
 * node tools/build.mjs [FOLDER], by default dist
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const outdir = process.argv[2] ?? 'dist';
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { evergrant: 'bin/evergrant.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['oidc-provider'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
});
// The drill's daemon is a program of its own; it lies beside the chunk that names it.
cpSync('drill/port-sheet.mjs', join(outdir, 'chunks', 'port-sheet.mjs'));
