import { allowedAddress } from './allowed-address.ts';
import type { RevocationRules } from './check-revocation.ts';
import type { Algorithm, VerifierOptions } from './verifier-options.ts';

const ALGORITHMS: ReadonlySet<string> = new Set<Algorithm>([
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
]);

/** {@link VerifierOptions} with every default. Times of claims in seconds, all others in milliseconds. */
export interface Rules<Required extends string> {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly requiredClaims: readonly (Required | 'jti')[];
  readonly jwksUri: string | undefined;
  readonly algorithms: readonly string[];
  readonly type: string | undefined;
  readonly maximumAge: number;
  readonly clockTolerance: number;
  readonly maximumSize: number;
  readonly cacheTime: number;
  readonly staleTime: number;
  readonly cooldown: number;
  readonly lookUp: RevocationRules | undefined;
  readonly anyHttp: boolean;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly shared: boolean;
}

/** @throws TypeError for an option that would let through what nobody wants, or nothing at all */
export function rulesOf<Required extends string>(options: VerifierOptions<Required>): Rules<Required> {
  const { issuer, jwksUri, revocation, requiredClaims = [], dangerouslyAllowHttp: anyHttp = false } = options;
  allowedAddress(issuer, 'issuer', anyHttp || jwksUri !== undefined);
  if (jwksUri !== undefined) allowedAddress(jwksUri, 'jwksUri', anyHttp);
  const seconds = {
    maximumAge: between('maximumAge', options.maximumAge ?? 28_800, { least: 1, most: 31_622_400 }),
    clockTolerance: between('clockTolerance', options.clockTolerance ?? 30, { least: 0, most: 300 }),
    cacheTime: between('cacheTime', options.cacheTime ?? 600, { least: 1, most: 86_400 }),
    staleTime: between('staleTime', options.staleTime ?? 600, { least: 0, most: 86_400 }),
    cooldown: between('cooldown', options.cooldown ?? 30, { least: 1, most: 3_600 }),
    timeout: between('revocationTimeout', options.revocationTimeout ?? 2, { least: 0.01, most: 60 }),
  };
  return {
    issuer,
    audience: texts('audience', options.audience),
    requiredClaims: revocation ? [...requiredClaims, 'jti'] : requiredClaims,
    jwksUri,
    algorithms: algorithmsOf(options.algorithms ?? ['ES256']),
    type: options.type,
    maximumAge: seconds.maximumAge,
    clockTolerance: seconds.clockTolerance,
    maximumSize: between('maximumSize', options.maximumSize ?? 8_192, { least: 1, most: 65_536 }),
    cacheTime: seconds.cacheTime * 1_000,
    staleTime: seconds.staleTime * 1_000,
    cooldown: seconds.cooldown * 1_000,
    lookUp: revocation && {
      revocation,
      whenUnavailable: options.revocationUnavailable ?? 'refuse',
      timeout: seconds.timeout * 1_000,
    },
    anyHttp,
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
    shared: !isCloudflare(),
  };
}

/** There a question ends with the request that asked it, so that nobody else can await its answer. */
function isCloudflare(): boolean {
  const place: unknown = Reflect.get(globalThis, 'navigator');
  const isThere = typeof place === 'object' && place !== null && 'userAgent' in place;
  return isThere && place.userAgent === 'Cloudflare-Workers';
}

function algorithmsOf(algorithms: readonly string[]): readonly string[] {
  const wrong = algorithms.find((one) => !ALGORITHMS.has(one));
  if (wrong !== undefined) {
    throw new TypeError(`algorithms holds ${wrong}: expected some of ${[...ALGORITHMS].join(', ')}`);
  }
  return texts('algorithms', algorithms);
}

function texts(option: string, value: string | readonly string[]): readonly string[] {
  const list = typeof value === 'string' ? [value] : [...value];
  if (list.length === 0 || list.some((one) => typeof one !== 'string' || one === '')) {
    throw new TypeError(`${option} is empty: expected text, or a list of texts`);
  }
  return list;
}

function between(option: string, value: number, { least, most }: { least: number; most: number }): number {
  if (value >= least && value <= most) return value;
  throw new TypeError(`${option} is ${value}: expected ${least} to ${most}`);
}
