import { isMapping } from '../config/raw-tree.ts';
import { Fault } from '../fault.ts';
import type { ReleaseSource } from './bootstrap/bootstrap-options.ts';

/**
 * Which host daemon the hosts run, from the parameter that says it: `{"schema":1,"sha256":…,"source":"s3://bucket/key"}`.
 * @param name of the parameter
 * @throws Fault `ReleaseInvalid` for one that another version wrote, or that a hand spoiled
 */
export function readRelease(text: string, { name }: { name: string }): ReleaseSource {
  const found = parsed(text);
  if (
    isMapping(found) &&
    found.schema === 1 &&
    typeof found.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(found.sha256)
  ) {
    const [, bucket, key] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([\w!*'()./-]{1,1024})$/.exec(String(found.source)) ?? [];
    if (bucket !== undefined && key !== undefined) return { sha256: found.sha256, bucket, key };
  }
  throw new Fault({
    code: 'ReleaseInvalid',
    message: `parameter ${name} does not say which host daemon the hosts run`,
    remedy: 'deploy again, with the version of evergrant that runs here: npx cdk deploy --all',
  });
}

/** The release as people see it: the first 12 digits of its SHA-256. */
export function releaseName({ sha256 }: Pick<ReleaseSource, 'sha256'>): string {
  return sha256.slice(0, 12);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
