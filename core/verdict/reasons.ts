import type { VerdictClass } from './verdict.ts';

/** What a reason means: its class, a sentence for people and, where it differs from its class's, its remedy. */
export interface ReasonFacts {
  readonly class: VerdictClass;
  readonly message: string;
  readonly remedy: string;
}

/** Repairs every grant that only a person can renew. `GRANT` stands for the name in the declaration. */
const LOGIN = 'evergrant login GRANT';
const CLOCK = 'check the clock: timedatectl';
/** The probe that decides what a line in doubt cannot: one refresh under the lock of the grant. */
const PROBE = 'evergrant refresh GRANT';

const fact =
  (verdict: VerdictClass, usual: string) =>
  (message: string, remedy = usual): ReasonFacts => ({ class: verdict, message, remedy });

const ok = fact('ok', '');
const person = fact('permanent_reauth', LOGIN);
const client = fact('client_misconfigured', 'correct the client in evergrant.yaml');
const scope = fact('insufficient_scope', 'add the scope in evergrant.yaml, then evergrant login GRANT');
const slower = fact('rate_limited', '');
const passes = fact('transient', '');
const clock = fact('clock_skew', CLOCK);
const other = fact('not_auth', '');
const unclear = fact('ambiguous', PROBE);

/**
 * Every reason that a verdict can carry. Names are stable: scripts, incidents and alarms match them.
 * An empty remedy means that nothing needs repair by hand.
 */
export const REASONS = {
  TokenGranted: ok('the token endpoint gave a token'),
  Answered: ok('the request was answered'),

  RefreshTokenRevoked: person('the refresh token was revoked'),
  RefreshTokenExpired: person('the refresh token has expired'),
  RefreshTokenReused: person('the refresh token was already used once; its successor is elsewhere or lost'),
  RefreshTokenRefused: person('the issuer does not know this refresh token, or no longer accepts it'),
  GrantRefused: person('the issuer refused the grant without saying why'),
  AuthorizationCodeRefused: person('the code of this consent has expired or was already used'),
  DeviceCodeExpired: person('the device code ran out before anybody consented'),
  ConsentDenied: person('consent was denied'),
  ConsentMissing: person('nobody has consented to this application yet'),
  SessionControl: person(
    'a session policy of the organization wants the person to sign in again',
    'evergrant login GRANT; to make it last, an administrator marks the app as trusted',
  ),
  InactivityExpired: person('the refresh token ended because it was not used for too long'),
  PasswordChanged: person('the password was changed or has expired, which ended the grant'),
  AccountGone: person(
    'the account was deleted, disabled or suspended',
    'restore the account, then evergrant login GRANT',
  ),
  AdminPolicy: person(
    'a policy of the organization blocks this access',
    'ask the administrator to allow the app, then evergrant login GRANT',
  ),
  MfaRequired: person('the issuer wants a second factor'),
  SignInRequired: person('the issuer wants the person to sign in again'),
  SsoAuthorizationRequired: person(
    'the organization wants this token authorised for single sign-on',
    'authorise the token for the organization in the browser, then evergrant login GRANT',
  ),
  AccessTokenRevoked: person('the access token was revoked'),
  ApiKeyRefused: person('the static key or token was refused', 'make a new key and store it'),

  ClientSecretInvalid: client('the client secret is wrong', 'put the right client secret in place'),
  ClientSecretExpired: client('the client secret has expired', 'make a new client secret and store it'),
  ClientUnknown: client(
    'the issuer does not know this client, or it was disabled',
    'check the client id; restore or recreate the client at the issuer',
  ),
  ClientRefused: client(
    'the issuer refused the client',
    'check client id, client secret and how the client authenticates',
  ),
  ClientNotAllowed: client(
    'this client may not use this kind of grant',
    'allow the grant type, or the delegation and its scopes, for the client at the issuer',
  ),
  RedirectUriMismatch: client(
    'the redirect address is not registered for the client',
    'register the redirect address at the issuer',
  ),
  GrantTypeRefused: client('the issuer does not support this grant type'),
  ScopeInvalid: client('a requested scope is unknown or wider than the grant', 'correct the scopes'),
  AudienceInvalid: client('the audience or target is wrong', 'correct the audience'),
  KeyInvalid: client('the signing key or signature was refused', 'deploy the current key'),
  AssertionInvalid: client('the signed assertion or token is malformed', 'check what signs the assertion'),
  SubjectUnknown: client('the assertion names an account that is not known', 'correct the subject'),
  ServiceAccountKeyRefused: client(
    "the issuer does not accept the key of this service account: it was disabled or deleted, or it is another account's",
    'see its keys (gcloud iam service-accounts keys list --iam-account EMAIL); enable the key, or make a new one and put it where keyFile says',
  ),
  ServiceAccountGone: client(
    'the service account is disabled, deleted or misspelt',
    'see it (gcloud iam service-accounts describe EMAIL) and enable or restore it',
  ),
  DelegationMissing: client(
    'the service account may not act for this person with these scopes',
    'in the Admin console (Security, API controls, Domain-wide delegation) give the numeric client id of the service account exactly the scopes of the grant; it may take 24 hours',
  ),
  PoolUnknown: client(
    'the workload identity pool or its provider is disabled, deleted or misspelt',
    'compare the audience with: gcloud iam workload-identity-pools providers describe PROVIDER --location global --workload-identity-pool POOL',
  ),
  ImpersonationDenied: client(
    'the federated identity may not act as the service account',
    'give the AWS role roles/iam.workloadIdentityUser on it: gcloud iam service-accounts add-iam-policy-binding EMAIL',
  ),
  AwsIdentityRefused: client(
    "the issuer could not verify the AWS identity: its credentials are expired, disabled or not of this provider's account",
    'see whether they work and which account they are of: aws sts get-caller-identity',
  ),
  AwsCredentialsMissing: client(
    'no AWS credentials or region were found, neither in the environment of the broker nor by instance metadata',
    'attach an instance profile, or give the broker AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION',
  ),
  ProofRefused: client(
    'the issuer refused what proves this grant, without saying why',
    "compare key, account, subject and scopes of the grant with the issuer's policy",
  ),
  RequestMalformed: client('the request lacks a parameter or holds a wrong one', 'correct the request'),
  RefreshTokenMissing: client('there is no refresh token to send', 'evergrant login GRANT'),
  CredentialMissing: client('no credential was found or sent', 'check where the program gets its token'),
  ApiDisabled: client('the API is not enabled for this project', 'enable the API in the project'),
  NetworkRestricted: client('the issuer refuses this network address', 'allow this address at the issuer'),
  PolicyCondition: client(
    'a condition at the issuer refuses this identity',
    'compare the attribute condition of the provider with the role of this machine: aws sts get-caller-identity',
  ),
  TenantMismatch: client('the token does not belong to this tenant or resource', 'correct the tenant'),
  SessionKindRefused: client(
    'a session of this kind may not use this API; a refresh never helps',
    'give the client the API scope at the issuer',
  ),
  WrongEndpoint: client('there is no token endpoint at this address', 'correct the issuer or its endpoint'),
  ProxyRefused: client('a proxy on the way wants credentials', 'correct the proxy settings'),
  CertificateUntrusted: client(
    'the certificate is not trusted here',
    'install the right certificate authority',
  ),

  ScopeMissing: scope('the token is good but lacks a scope or permission'),
  AccessForbidden: scope('the token is good but may not do this', 'check the permissions of the account'),

  RateLimited: slower('the issuer or API asks to slow down'),
  QuotaExhausted: slower('a quota is used up', 'wait for the quota to renew, or raise it'),

  AccessTokenExpired: passes('the access token has expired; a refresh cures it'),
  AccessTokenRefused: passes('the access token was refused; it is refreshed once'),
  ConsentPending: passes('nobody has answered the consent page yet'),
  NonceRequired: passes('the issuer wants a fresh nonce; the request is sent again'),
  ServerUnavailable: passes('the server is not available for now'),
  ServerError: passes('the server failed'),
  NetworkUnreachable: passes('the request never reached the server'),
  AnswerLost: passes('the request may have left and no whole answer came'),
  AnswerNotOAuth: passes('the answer is not an OAuth answer; something on the way answered instead'),
  CertificateExpired: passes('the certificate of the server has expired'),

  ClockSkew: clock('a clock is wrong: a signed time lies outside the accepted range'),
  CertificateNotYetValid: clock('a certificate is not valid yet: the clock here is probably behind'),

  BadRequestUnrelated: other('the request was refused for what it asks, not for its credential'),
  LookAlike: other('the line only looks like trouble with credentials'),
  Unrelated: other('the line says nothing about credentials'),

  RefreshFailed: unclear('a refresh failed and the line hides why'),
  StatusAlone: unclear('a status alone does not say why; the body of the answer would'),
  AuthenticationFailed: unclear('authentication failed and nothing says why'),
  AccessBlocked: unclear('something refused the request without an OAuth answer'),
  EndpointMoved: unclear(
    'the token endpoint answered with a redirect, which a token endpoint does not do',
    'correct the token endpoint in evergrant.yaml, or ask the network for a sign-in page, then evergrant refresh GRANT',
  ),
  AnswerTooLong: unclear(
    'the answer is longer than 1 MiB, which no token answer is',
    'correct the token endpoint in evergrant.yaml, then evergrant refresh GRANT',
  ),
  TokenAbsent: unclear('the answer holds no token and no error'),
  Unrecognised: unclear('this evidence matches nothing that is known'),
} as const satisfies Readonly<Record<string, ReasonFacts>>;

/** The name of one entry of {@link REASONS}. */
export type ReasonName = keyof typeof REASONS;

export function isReason(text: string): text is ReasonName {
  return Object.hasOwn(REASONS, text);
}
