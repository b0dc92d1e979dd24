/**
 * Bundles what runs in AWS and what deploys it: a folder for each Lambda function, the constructs that
 * `import 'evergrant'` gives with their types, and the CDK app of cdk.json.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildForAws(outdir, { banner }) {
  // The CDK and constructs come from the project that uses them: a second copy of either would not know the first.
  await build({
    entryPoints: { index: 'lib/index.ts', app: 'bin/app.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['aws-cdk-lib', 'constructs'],
    banner,
    logLevel: 'warning',
  });
  writeTypes(outdir);

  // Each function alone in its folder, as Lambda wants it, with the AWS clients of this very version inside.
  const functions = readdirSync('lambda').filter((name) => existsSync(join('lambda', name, 'index.ts')));
  await build({
    entryPoints: Object.fromEntries(functions.map((name) => [`${name}/index`, `lambda/${name}/index.ts`])),
    outdir: join(outdir, 'lambda'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The types of the constructs show those of the core, so they stand in a tree of their own. */
function writeTypes(outdir) {
  execFileSync(
    process.execPath,
    [
      'node_modules/typescript/bin/tsc',
      ...['--project', 'tsconfig.lib.json', '--outDir', join(outdir, 'types')],
    ],
    { stdio: 'inherit' },
  );
  writeFileSync(join(outdir, 'index.d.ts'), "export * from './types/lib/index.js';\n");
}
