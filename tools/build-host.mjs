/** Bundles the host daemon: one file, with the clients of AWS inside, for hosts that have Node and nothing else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildHost(outdir, { banner }) {
  const { outputFiles } = await build({
    entryPoints: { 'evergrant-host': 'bin/evergrant-host.ts' },
    write: false,
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    plugins: [onlyEnglish],
    banner,
    legalComments: 'none',
    logLevel: 'warning',
  });
  mkdirSync(join(outdir, 'host'), { recursive: true });
  writeFileSync(join(outdir, 'host', 'evergrant-host.mjs'), inAscii(outputFiles[0].text));
}

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

/** One letter beyond Latin-1, as stands in regular expressions, doubles what V8 keeps of the whole text. */
function inAscii(text) {
  return text.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
