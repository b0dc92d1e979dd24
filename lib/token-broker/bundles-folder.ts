import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the bundles of the functions lie: beside this module once it is built, in `dist/lambda` of the checkout before.
 */
export function bundlesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, 'lambda');
  return existsSync(beside) ? beside : join(here, '..', '..', 'dist', 'lambda');
}
