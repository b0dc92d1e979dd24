import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { refusal } from '../refuse.ts';
import { bundlesFolder } from '../token-broker/bundles-folder.ts';

/** The bundled host daemon on the machine that synthesizes. */
export interface ReleaseFile {
  readonly path: string;
  /** SHA-256 of its bytes, 64 lower-case hex digits. */
  readonly sha256: string;
}

/**
 * @param folder where the bundles of the functions lie; the host daemon's is in `host`, beside them or beside that folder
 */
export function releaseFile(scope: Construct, folder: string = bundlesFolder()): ReleaseFile {
  const places = [join(folder, 'host', NAME), join(folder, '..', 'host', NAME)];
  const path = places.find((place) => existsSync(place));
  if (path === undefined) throw missing(scope, places);
  return { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

const NAME = 'evergrant-host.mjs';

function missing(scope: Construct, places: readonly string[]) {
  return refusal(scope, {
    prop: 'code',
    says: `there is no bundle of the host daemon: ${places.join(', ')}`,
    remedy: 'build it: npm run build',
  });
}
