import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHost } from '../../../tools/build-host.mjs';

/** The host daemon as npm ships it, built once for all files of a test run. @returns its path */
export async function builtHost(): Promise<string> {
  const folder = join(tmpdir(), `evergrant-test-programs-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const path = join(folder, `evergrant-host-${await thisRun()}.mjs`);
  if (existsSync(path)) return path;
  const unfinished = await mkdtemp(join(folder, 'host-'));
  try {
    await buildHost(unfinished, { banner: { js: REQUIRE } });
    await rename(join(unfinished, 'host', 'evergrant-host.mjs'), path);
    return path;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Names the process that runs the tests, whose children the test files are; a number alone comes again one day. */
async function thisRun(): Promise<string> {
  const stat = await readFile(`/proc/${process.ppid}/stat`, 'utf8').catch(() => String(Date.now()));
  const startedAt = stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? stat;
  return createHash('sha256').update(`${process.ppid} ${startedAt}`).digest('hex').slice(0, 12);
}

/** As in tools/build.mjs. */
const REQUIRE =
  "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);";
