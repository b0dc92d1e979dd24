/**
 * The monthly cost of a deployment in AWS, as docs/aws.md has it: of the port-sheet example and of 1,000 credentials for
 * 200 hosts. Resources are counted in the synthesized templates; prices and what is assumed stand in
 * test/support/aws-cost.
 *
 * Usage: node bench/aws-cost.mjs
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outfile = resolve('node_modules/.cache/evergrant/aws-cost.mjs');
mkdirSync(dirname(outfile), { recursive: true });
await build({
  stdin: {
    contents: [
      "export { costPage } from './test/support/aws-cost/cost-page.ts';",
      "export { standInBundles } from './test/support/synthesized-deployment.ts';",
    ].join('\n'),
    resolveDir: process.cwd(),
  },
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
const { costPage, standInBundles } = await import(pathToFileURL(outfile).href);
const folder = mkdtempSync(join(tmpdir(), 'evergrant-cost-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
console.log(costPage(standInBundles(folder)));
