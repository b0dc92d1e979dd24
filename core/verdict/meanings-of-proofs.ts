import type { Proof } from '../grant/proof.ts';
import { REASONS, type ReasonName } from './reasons.ts';

type Table = Partial<Record<ReasonName, ReasonName>>;

/** A refused assertion, by what the answer would mean of any request. */
const OF_ASSERTIONS: Table = {
  KeyInvalid: 'ServiceAccountKeyRefused',
  AssertionInvalid: 'ServiceAccountKeyRefused',
  AccountGone: 'ServiceAccountGone',
  ClientUnknown: 'ServiceAccountGone',
  SubjectUnknown: 'ServiceAccountGone',
};

/** A refused assertion that names a person to act for: a policy of the person's organization has to allow it. */
const OF_DELEGATION: Table = {
  SubjectUnknown: 'SubjectUnknown',
  AccountGone: 'SubjectUnknown',
  ClientNotAllowed: 'DelegationMissing',
  AccessForbidden: 'DelegationMissing',
  ScopeMissing: 'DelegationMissing',
  AdminPolicy: 'DelegationMissing',
  ConsentDenied: 'DelegationMissing',
};

/** A refused token exchange, or a refused impersonation behind it. */
const OF_FEDERATION: Table = {
  AudienceInvalid: 'PoolUnknown',
  ClientNotAllowed: 'PolicyCondition',
  AccessForbidden: 'ImpersonationDenied',
  ScopeMissing: 'ImpersonationDenied',
  AccountGone: 'ServiceAccountGone',
  WrongEndpoint: 'ServiceAccountGone',
  KeyInvalid: 'AwsIdentityRefused',
  ApiKeyRefused: 'AwsIdentityRefused',
  AssertionInvalid: 'AwsIdentityRefused',
  AccessTokenExpired: 'AwsIdentityRefused',
  AccessTokenRefused: 'AwsIdentityRefused',
  GrantRefused: 'AwsIdentityRefused',
};

/**
 * What an answer means when a proof was sent and no refresh token. Where the issuer's words are those of a dead consent,
 * there is none to renew: somebody has to look at the policy.
 */
export function meaningForProof(reason: ReasonName, proof: Proof): ReasonName {
  const known = tableOf(proof)[reason];
  if (known !== undefined) return known;
  const { class: verdictClass } = REASONS[reason];
  if (verdictClass === 'not_auth') return 'RequestMalformed';
  return verdictClass === 'permanent_reauth' || verdictClass === 'insufficient_scope'
    ? 'ProofRefused'
    : reason;
}

function tableOf(proof: Proof): Table {
  switch (proof.kind) {
    case 'assertion':
      return proof.subject === null ? OF_ASSERTIONS : { ...OF_ASSERTIONS, ...OF_DELEGATION };
    case 'federation':
      return OF_FEDERATION;
    case 'client':
      return {};
  }
}
