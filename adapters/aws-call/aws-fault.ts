import { Fault } from '../../core/fault.ts';

/** What was asked of AWS, for the sentence about its failure. */
export interface AwsAttempt {
  /** For people: `table evergrant-jada`. */
  readonly resource: string;
  /** As IAM names it: `dynamodb:GetItem`. */
  readonly action: string;
  /** What makes a resource that is not there. @default the deployment's stacks */
  readonly madeBy?: string;
}

/**
 * A failure of an AWS call as a Fault that names the resource and the next command. Only the error's name, code and
 * status are shown: messages of SDKs may quote what was sent. A Fault is returned as it is.
 *
 * Codes: `AwsResourceMissing`, `AwsDenied`, `AwsCredentials`, `AwsThrottled`, `AwsKeyUnusable`, `AwsUnreachable`,
 * `AwsCallFailed`.
 */
export function awsFault(error: unknown, attempt: AwsAttempt): Fault {
  if (error instanceof Fault) return error;
  const name = awsErrorName(error);
  for (const [names, make] of KINDS) if (names.has(name)) return make(attempt, name);
  const status = statusOf(error);
  if (status === 429) return throttled(attempt, name);
  if (status === undefined) return unreachable(attempt, name);
  return new Fault({
    code: 'AwsCallFailed',
    message: `${attempt.resource}: ${attempt.action} failed with ${name} (HTTP ${status})`,
    remedy:
      status >= 500
        ? 'nothing; it is tried again'
        : "see the name of the error in the service's documentation",
    retryable: status >= 500,
  });
}

/** The name by which AWS tells its errors apart: `ResourceNotFoundException`; `Error` where there is none. */
export function awsErrorName(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const { name } = error;
  return /^[\w.]{1,100}$/.test(name) ? name : 'Error';
}

type Make = (attempt: AwsAttempt, name: string) => Fault;

const missing: Make = ({ resource, madeBy = 'npx cdk deploy --all' }) =>
  new Fault({
    code: 'AwsResourceMissing',
    message: `${resource}: there is none in this account and Region`,
    remedy: `deploy it: ${madeBy}; or see engine.region and the account that you are signed in to (aws sts get-caller-identity)`,
  });

const denied: Make = ({ resource, action }) =>
  new Fault({
    code: 'AwsDenied',
    message: `${resource}: whoever calls is not allowed ${action}`,
    remedy:
      'see who calls (aws sts get-caller-identity), and deploy again if a policy was changed by hand: npx cdk deploy --all',
  });

const notSignedIn: Make = ({ resource, action }, name) =>
  new Fault({
    code: 'AwsCredentials',
    message: `${resource}: ${action} needs AWS credentials that are in force (${name})`,
    remedy: 'sign in (aws sso login, or AWS_PROFILE), then: aws sts get-caller-identity',
  });

const throttled: Make = ({ resource, action }, name) =>
  new Fault({
    code: 'AwsThrottled',
    message: `${resource}: ${action} was throttled at every try (${name})`,
    remedy: "nothing; it is tried again. Where it lasts, look at the service's quotas in this Region",
    retryable: true,
  });

const keyUnusable: Make = ({ resource }, name) =>
  new Fault({
    code: 'AwsKeyUnusable',
    message: `${resource}: its customer key cannot be used (${name})`,
    remedy:
      'enable the key (aws kms describe-key, aws kms enable-key), and deploy again if its policy was changed: npx cdk deploy --all',
  });

const unreachable: Make = ({ resource, action }, name) =>
  new Fault({
    code: 'AwsUnreachable',
    message: `${resource}: no answer to ${action} (${name})`,
    remedy: 'see the network of whoever calls; it is tried again',
    retryable: true,
  });

/** Names by service, as their SDK clients spell them. */
const KINDS: readonly (readonly [ReadonlySet<string>, Make])[] = [
  [
    new Set([
      'ResourceNotFoundException',
      'QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue',
      'NotFoundException',
      'NotFound',
      'ParameterNotFound',
    ]),
    missing,
  ],
  [
    new Set([
      'AccessDeniedException',
      'AccessDenied',
      'AuthorizationErrorException',
      'AuthorizationError',
      'KMSAccessDeniedException',
      'KMSAccessDenied',
      'KmsAccessDenied',
    ]),
    denied,
  ],
  [
    new Set([
      'CredentialsProviderError',
      'TokenProviderError',
      'ExpiredTokenException',
      'ExpiredToken',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'MissingAuthenticationTokenException',
      'UnauthenticatedException',
    ]),
    notSignedIn,
  ],
  [
    new Set([
      'ThrottlingException',
      'ThrottledException',
      'Throttling',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'RequestThrottled',
      'TooManyRequestsException',
      'LimitExceededException',
      'KMSThrottlingException',
      'KMSThrottling',
      'KmsThrottled',
    ]),
    throttled,
  ],
  [
    new Set([
      'DisabledException',
      'KMSInvalidStateException',
      'KMSDisabledException',
      'KMSDisabled',
      'KMSInvalidState',
      'KMSNotFoundException',
      'KMSNotFound',
      'KMSOptInRequired',
      'KmsDisabled',
      'KmsInvalidState',
      'KmsNotFound',
      'KmsInvalidKeyUsage',
      'InvalidKeyUsageException',
      'KeyUnavailableException',
      // What Secrets Manager makes of them.
      'EncryptionFailure',
      'DecryptionFailure',
    ]),
    keyUnusable,
  ],
];

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata } = error;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}
