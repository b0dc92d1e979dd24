import { isMapping } from '../../core/config/raw-tree.ts';
import { Fault } from '../../core/fault.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../core/signing-key/algorithm.ts';
import { ENVIRONMENT } from '../../core/wire.ts';

/** A signing key whose public half is served. */
export interface ServedIssuer {
  readonly key: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  readonly algorithm: SigningAlgorithm;
}

/** The issuers that the stack names in the environment. @throws Fault `EnvironmentIncomplete` */
export function readIssuers(text: string | undefined): readonly ServedIssuer[] {
  const read = parsed(text);
  const issuers = Array.isArray(read) ? read.flatMap(servedIssuer) : [];
  if (Array.isArray(read) && issuers.length === read.length && issuers.length > 0) return issuers;
  throw new Fault({
    code: 'EnvironmentIncomplete',
    message: `the environment variable ${ENVIRONMENT.issuers} of this function is not set, or is no list of issuers`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}

function servedIssuer(raw: unknown): readonly ServedIssuer[] {
  if (!isMapping(raw)) return [];
  const { key, issuer } = raw;
  const algorithm = SIGNING_ALGORITHMS.find((known) => known === raw.algorithm);
  return typeof key === 'string' && typeof issuer === 'string' && algorithm
    ? [{ key, issuer, algorithm }]
    : [];
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
