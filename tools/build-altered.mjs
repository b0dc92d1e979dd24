/**
 * Bundles the command line as build.mjs does, with the alterations given as JSON in argv[2], into a folder of its own
 * that no other build takes away, and prints the path of the script. Production code holds no switch for tests: what a
 * test needs otherwise is exchanged here. See torture/lab/command-line.ts.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const built = await build({
  entryPoints: { evergrant: 'bin/evergrant.ts' },
  outdir: 'out',
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['oidc-provider'],
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  legalComments: 'none',
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  plugins: JSON.parse(process.argv[2] ?? '[]').map(altering),
});
console.log(await keep(built.outputFiles));

/** Named after the content, so that repeated runs share it and none is left half written; readable by any user. */
async function keep(files) {
  const digest = createHash('sha256');
  for (const { text } of files) digest.update(text);
  const programs = join(tmpdir(), `evergrant-torture-programs-${process.getuid?.() ?? 0}`);
  const folder = join(programs, digest.digest('hex').slice(0, 12));
  const unfinished = `${folder}.${process.pid}`;
  for (const path of [programs, unfinished]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
  }
  for (const { path, contents } of files)
    await writeFile(join(unfinished, basename(path)), contents, { mode: 0o644 });
  // Whoever was first made the same bytes.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return join(folder, 'evergrant.mjs');
}

function altering(alteration) {
  const module = resolve(alteration.module);
  const setup = alteration.kind === 'edit' ? editing(module, alteration) : exchanging(module, alteration);
  return { name: `${alteration.kind} ${alteration.module}`, setup };
}

function exchanging(module, { by }) {
  const instead = resolve(by);
  return ({ onResolve }) =>
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, importer }) =>
      resolve(resolveDir, path) === module && importer !== instead ? { path: instead } : undefined,
    );
}

function editing(module, { from, to }) {
  return ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path !== module) return undefined;
      const text = await readFile(module, 'utf8');
      if (!text.includes(from)) throw new Error(`${module} no longer holds "${from}"`);
      return { contents: text.replace(from, to), loader: 'ts' };
    });
}
