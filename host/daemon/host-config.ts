import { readFile } from 'node:fs/promises';
import { HOST_NAME } from '../../core/config/host-declaration.ts';
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

/** @throws Fault `HostConfigMissing`, `HostConfigInvalid`, which names the field */
export async function readHostConfig(path: string): Promise<HostConfig> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw missing(path, cause);
  });
  const raw = parsed(text);
  if (!isMapping(raw)) throw invalid(path, 'it is not a JSON object');
  const field = (name: keyof typeof FIELDS): string => {
    const { pattern, expected } = FIELDS[name];
    const value = raw[name];
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw invalid(path, `${name} is ${shown(value)}; expected ${expected}`);
  };
  if (raw.schema !== 1) throw invalid(path, `schema is ${shown(raw.schema)}; this version reads 1`);
  const identity = identityIn(raw.identity);
  if (typeof identity === 'string') throw invalid(path, `${identity}; expected ${IDENTITIES}`);
  return {
    deployment: field('deployment'),
    host: field('host'),
    region: field('region'),
    account: field('account'),
    identity,
  };
}

/** All of it becomes a part of names in AWS. */
const FIELDS = {
  deployment: { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, expected: 'the name of a deployment' },
  host: { pattern: HOST_NAME, expected: 'the name of a host' },
  region: { pattern: /^[a-z]{2,}(?:-[a-z]+)+-\d+$/, expected: 'a Region such as us-east-1' },
  account: { pattern: /^\d{12}$/, expected: 'an account in 12 digits' },
} as const;

const IDENTITIES = '{"kind":"instanceProfile"} or {"kind":"sharedCredentials","file":"/…","profile":"…"}';

/** @returns what is wrong with it; never what else stands there, which may be a key that somebody pasted */
function identityIn(raw: unknown): HostIdentity | string {
  const { kind, file, profile } = isMapping(raw) ? raw : {};
  if (kind === 'instanceProfile') return { kind };
  if (kind !== 'sharedCredentials') return `identity.kind is ${shown(kind)}`;
  if (!isText(file)) return `identity.file is ${shown(file)}`;
  if (!isText(profile)) return `identity.profile is ${shown(profile)}`;
  return { kind, file, profile };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** As it is written there, and no more of it than shows what is meant. */
function shown(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value).slice(0, 80);
}

function invalid(path: string, why: string): Fault {
  return new Fault({
    code: 'HostConfigInvalid',
    message: `${path} does not say which host this is: ${why}`,
    remedy: 'let the deployment write it anew: npx cdk deploy --all; or join again: evergrant join HOST',
    exitCode: ExitCode.Configuration,
  });
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
