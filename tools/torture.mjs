/**
 * Bundles the torture rig and runs it with the arguments given. Packages stay outside the bundle: the rig runs in the
 * checkout only, where they are installed.
 */
import { spawn } from 'node:child_process';
import { build } from 'esbuild';

const bundle = 'node_modules/.cache/evergrant/torture.mjs';
await build({
  entryPoints: ['torture/main.ts'],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const rig = spawn(process.execPath, ['--enable-source-maps', bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rig.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
