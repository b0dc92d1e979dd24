/**
 * Bundles the host daemon: one file, with the clients of AWS inside, for hosts that have Node and nothing else.
 *
 * In two passes, because esbuild drops what nobody uses only from files that are imported statically, and in one file
 * every dynamic import would keep all that lies behind it. The first pass makes a file of each part that is loaded late,
 * and drops the rest; the second puts these files into one. It is a fifth smaller so, and takes a quarter less heap.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildHost(outdir, { banner }) {
  const parts = join(outdir, 'host', 'parts');
  await build({
    ...MODULES,
    entryPoints: { 'evergrant-host': 'bin/evergrant-host.ts' },
    outdir: parts,
    splitting: true,
    mainFields: ['module', 'main'],
    plugins: [onlyEnglish, onlyWhatIsNamed],
  });
  const { outputFiles } = await build({
    ...MODULES,
    entryPoints: [join(parts, 'evergrant-host.js')],
    write: false,
    outdir,
    minify: true,
    plugins: [httpWhenNeeded],
    banner,
  });
  rmSync(parts, { recursive: true });
  mkdirSync(join(outdir, 'host'), { recursive: true });
  writeFileSync(join(outdir, 'host', 'evergrant-host.mjs'), inAscii(outputFiles[0].text));
}

const MODULES = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
};

/** The messages of zod in forty languages are a fifth of the bundle. */
const onlyEnglish = {
  name: 'only-english',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: 'node_modules/zod/v4/locales',
    }));
  },
};

/** Node's own modules do nothing but offer what they name; esbuild would load `node:http2`, of which nothing is used. */
const onlyWhatIsNamed = {
  name: 'only-what-is-named',
  setup({ onResolve }) {
    onResolve({ filter: NODES_OWN }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

/**
 * An `import` of `node:http`, of any kind, reads every export of it, and since Node 22.5 one of them is WebSocket, for
 * which Node loads its whole `fetch`: 12 MB that nobody uses. `require` reads what is named. An `import` of `node:http2`,
 * which the sockets alone need, would stand at the top of the one file and be done at once.
 */
const httpWhenNeeded = {
  name: 'http-when-needed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http2?$/ }, ({ path, kind }) =>
      kind === 'require-call' ? undefined : { path, namespace: 'required' },
    );
    onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

const NODES_OWN = new RegExp(`^(node:|(${builtinModules.join('|')})$)`);

/** One letter beyond Latin-1, as stands in regular expressions, doubles what V8 keeps of the whole text. */
function inAscii(text) {
  return text.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
