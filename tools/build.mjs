/**
 * Bundles the command line into dist/, one chunk per command, so that `evergrant status` loads only what it needs
 * and an installed tree runs without TypeScript. oidc-provider stays outside: only the drill loads it.
 *
 * Beside it lies the client and, unless `machine` is said, what runs in AWS (tools/build-aws.mjs) and on hosts
 * (tools/build-host.mjs).
 *
 * node tools/build.mjs [FOLDER [machine]], by default dist
 */
import { execFileSync } from 'node:child_process';
import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildForAws } from './build-aws.mjs';
import { buildHost } from './build-host.mjs';

/** Some of what is bundled calls require, which modules do not have. */
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

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
  banner,
  legalComments: 'linked',
  logLevel: 'warning',
});

// What `import 'evergrant/client'` gets: one file that needs no other, and its types. Every type that it shows is
// declared in client/client.ts itself, so its declaration file stands alone, too.
await build({
  entryPoints: { client: 'client/client.ts' },
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
declarations('tsconfig.client.json', join(outdir, 'types'));
renameSync(join(outdir, 'types', 'client.d.ts'), join(outdir, 'client.d.ts'));
rmSync(join(outdir, 'types'), { recursive: true });

// What `import 'evergrant/verify'` gets: one file that runs on any web platform, with the parts of jose that it needs
// inside (docs/decisions/0013), and a folder of types.
await build({
  entryPoints: { verify: 'verify/verify.ts' },
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
});
declarations('tsconfig.verify.json', join(outdir, 'verify'));

// The drill's daemon is a program of its own; it lies beside the chunk that names it.
cpSync('drill/port-sheet.mjs', join(outdir, 'chunks', 'port-sheet.mjs'));

if (process.argv[3] !== 'machine') {
  await buildForAws(outdir, { banner });
  await buildHost(outdir, { banner });
}

/** Writes the declaration files of a project into a folder. */
function declarations(project, folder) {
  const compiler = 'node_modules/typescript/bin/tsc';
  execFileSync(process.execPath, [compiler, '--project', project, '--outDir', folder], { stdio: 'inherit' });
}
