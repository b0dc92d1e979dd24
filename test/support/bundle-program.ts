import { createHash } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Turns a TypeScript program into one file that any supported Node runs as a child process, also as another user.
 *
 * The file is named after its content, so repeated test runs share it and none is left half written.
 *
 * @param entry path of the program, relative to the root of the repository or absolute
 * @returns path of the bundle, for `spawn(process.execPath, [path])`
 */
export async function bundleProgram(entry: string): Promise<string> {
  const built = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    banner: { js: REQUIRE },
  });
  const text = built.outputFiles[0]?.text ?? '';
  const folder = join(tmpdir(), `evergrant-test-programs-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(folder, `${basename(entry, '.ts')}-${digest}.mjs`);
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o644 });
  await rename(unfinished, path);
  return path;
}

/** CommonJS packages inside an ESM bundle still call `require`. */
const REQUIRE =
  "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);";
