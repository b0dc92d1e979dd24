import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHost } from '../../../tools/build-host.mjs';

/** The host daemon as npm ships it, in a file of its own that test runs share. @returns its path */
export async function builtHost(): Promise<string> {
  const folder = join(tmpdir(), `evergrant-test-programs-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const unfinished = await mkdtemp(join(folder, 'host-'));
  try {
    await buildHost(unfinished, { banner: { js: REQUIRE } });
    const built = join(unfinished, 'host', 'evergrant-host.mjs');
    const digest = createHash('sha256')
      .update(await readFile(built))
      .digest('hex')
      .slice(0, 12);
    const path = join(folder, `evergrant-host-${digest}.mjs`);
    await rename(built, path);
    return path;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** As in tools/build.mjs. */
const REQUIRE =
  "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);";
