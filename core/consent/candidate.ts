import type { ConsentAuthority, GrantSpec } from '../grant/grant-spec.ts';
import type { ReadTokens } from '../issuer/read-tokens.ts';
import type { SecretText } from '../secret-text.ts';

/** What a consent brought, before it is believed. */
export interface Candidate {
  readonly tokens: ReadTokens;
  /** The account that consented, as the issuer proved it; null: it could not be proven. */
  readonly account: string | null;
}

/** A candidate that may be settled. */
export interface ProvenCandidate extends Candidate {
  readonly refreshToken: SecretText;
}

/** Why a consent is refused. The grant that was there stays. */
export interface ConsentRefusal {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

/** A grant that a person consents to. */
export type ConsentSpec = Pick<GrantSpec, 'name' | 'scopes'> & {
  readonly authority: Pick<ConsentAuthority, 'account'>;
};

/** Believes a candidate, or says the first thing that is wrong with it. */
export function checkCandidate(candidate: Candidate, spec: ConsentSpec): ProvenCandidate | ConsentRefusal {
  const { refreshToken } = candidate.tokens;
  if (!refreshToken) return refreshTokenMissing(spec);
  return wrongAccount(candidate, spec) ?? scopesMissing(candidate, spec) ?? { ...candidate, refreshToken };
}

export function isRefusal(checked: ProvenCandidate | ConsentRefusal): checked is ConsentRefusal {
  return 'reason' in checked;
}

function refreshTokenMissing(spec: ConsentSpec): ConsentRefusal {
  return {
    reason: 'RefreshTokenMissing',
    message: `the issuer gave no refresh token for ${spec.name}; some give one at the first consent only, others want a scope such as offline_access`,
    remedy: `remove this application from the account's connected apps, then ${again(spec)}`,
  };
}

function wrongAccount({ account }: Candidate, spec: ConsentSpec): ConsentRefusal | undefined {
  const declared = spec.authority.account;
  if (declared === null || sameAccount(account, declared)) return undefined;
  if (account === null) {
    return {
      reason: 'AccountUnknown',
      message: `${spec.name} must belong to ${declared}, and the issuer does not say whose consent this was`,
      remedy: 'add the scopes openid and email to the grant, or remove its account from the declaration',
    };
  }
  return {
    reason: 'WrongAccount',
    message: `consent was given by ${account}, and ${spec.name} belongs to ${declared}`,
    remedy: `sign in as ${declared} in that browser, then ${again(spec)}`,
  };
}

/** RFC 6749 section 5.1: an answer without scope grants what was asked for. */
function scopesMissing({ tokens }: Candidate, spec: ConsentSpec): ConsentRefusal | undefined {
  const granted = tokens.scope;
  const missing =
    granted === null ? [] : spec.scopes.filter((scope) => !granted.includes(scope) && !UNECHOED.has(scope));
  if (missing.length === 0) return undefined;
  return {
    reason: 'ScopesMissing',
    message: `consent for ${spec.name} leaves out ${missing.join(', ')}`,
    remedy: `leave every box ticked on the consent page: ${again(spec)}`,
  };
}

function again(spec: ConsentSpec): string {
  return `evergrant login ${spec.name}`;
}

function sameAccount(proven: string | null, declared: string): boolean {
  return proven?.toLowerCase() === declared.toLowerCase();
}

/** What these ask for is proven by what came: an ID token, a refresh token. Issuers often do not name them back. */
const UNECHOED = new Set(['openid', 'offline_access']);
