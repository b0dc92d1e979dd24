/** Bundles the host daemon: one file, with the clients of AWS inside, for hosts that have Node and nothing else. */
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildHost(outdir, { banner }) {
  await build({
    entryPoints: { 'evergrant-host': 'bin/evergrant-host.ts' },
    outdir: join(outdir, 'host'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    banner,
    legalComments: 'none',
    logLevel: 'warning',
  });
}
