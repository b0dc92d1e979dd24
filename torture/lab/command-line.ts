import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A change to the real command line, made while it is bundled: production code holds no switch for tests. */
export type Alteration =
  /** Everybody who imports `module` gets `by` instead; `by` itself may import the real one. Paths from the root. */
  | { readonly kind: 'exchange'; readonly module: string; readonly by: string }
  /** One constant of `module` is another one. */
  | { readonly kind: 'edit'; readonly module: string; readonly from: string; readonly to: string };

/**
 * Bundles the command line as `npm run build` does, but for the alterations.
 * @returns path of the script, for `node SCRIPT up`
 */
export async function buildCommandLine(alterations: readonly Alteration[] = []): Promise<string> {
  const built = await promisify(execFile)(process.execPath, [
    'tools/build-altered.mjs',
    JSON.stringify(alterations),
  ]);
  return built.stdout.trim();
}
