import { readFile } from 'node:fs/promises';
import { isMapping } from '../../core/config/raw-tree.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** `host.json`: who this host is. It holds no secret. */
export interface HostConfig {
  readonly deployment: string;
  readonly host: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  readonly identity: HostIdentity;
}

/** Where this host's credentials of AWS come from, and from nowhere else. */
export type HostIdentity =
  | { readonly kind: 'instanceProfile' }
  /** Written anew by the agent of Systems Manager. */
  | { readonly kind: 'sharedCredentials'; readonly file: string; readonly profile: string };

/** @throws Fault `HostConfigMissing`, `HostConfigInvalid` */
export async function readHostConfig(path: string): Promise<HostConfig> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw missing(path, cause);
  });
  const config = configIn(text);
  if (config) return config;
  throw new Fault({
    code: 'HostConfigInvalid',
    message: `${path} does not say deployment, host, region, account and identity of this host`,
    remedy: 'let the deployment write it anew: npx cdk deploy --all; or join again: evergrant join HOST',
    exitCode: ExitCode.Configuration,
  });
}

function configIn(text: string): HostConfig | undefined {
  const raw = parsed(text);
  if (!isMapping(raw) || raw.schema !== 1) return undefined;
  const { deployment, host, region, account } = raw;
  const identity = identityIn(raw.identity);
  if (!isText(deployment) || !isText(host) || !isText(region) || !isText(account) || !identity)
    return undefined;
  return { deployment, host, region, account, identity };
}

function identityIn(raw: unknown): HostIdentity | undefined {
  if (!isMapping(raw)) return undefined;
  const { kind, file, profile } = raw;
  if (kind === 'instanceProfile') return { kind };
  if (kind === 'sharedCredentials' && isText(file) && isText(profile)) return { kind, file, profile };
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function missing(path: string, cause: unknown): Fault {
  return new Fault({
    code: 'HostConfigMissing',
    message: `${path} cannot be read: it says which host this is`,
    remedy: 'bootstrap or join this host (evergrant join HOST), or name another file: --config FILE',
    exitCode: ExitCode.Configuration,
    cause,
  });
}
