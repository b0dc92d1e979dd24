import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { awsErrorName, awsFault } from '../../../adapters/aws-call/aws-fault.ts';
import { Fault } from '../../../core/fault.ts';

const ATTEMPT = { resource: 'table evergrant-jada', action: 'dynamodb:GetItem' };

/** An error as SDK clients throw it; its message quotes what was sent. */
function sdkError(name: string, httpStatusCode?: number): Error {
  const error = new Error('refused: refresh-token-secret');
  error.name = name;
  return httpStatusCode === undefined ? error : Object.assign(error, { $metadata: { httpStatusCode } });
}

describe('a failure of an AWS call', () => {
  it.each([
    ['ResourceNotFoundException', 400, 'AwsResourceMissing'],
    ['QueueDoesNotExist', 400, 'AwsResourceMissing'],
    ['AccessDeniedException', 400, 'AwsDenied'],
    ['AuthorizationErrorException', 403, 'AwsDenied'],
    ['CredentialsProviderError', undefined, 'AwsCredentials'],
    ['ExpiredTokenException', 400, 'AwsCredentials'],
    ['UnrecognizedClientException', 400, 'AwsCredentials'],
    ['ThrottlingException', 400, 'AwsThrottled'],
    ['SomethingNew', 429, 'AwsThrottled'],
    ['DisabledException', 400, 'AwsKeyUnusable'],
    ['KMSDisabledException', 400, 'AwsKeyUnusable'],
    ['TimeoutError', undefined, 'AwsUnreachable'],
    ['InternalServerError', 500, 'AwsCallFailed'],
    ['ValidationException', 400, 'AwsCallFailed'],
  ])('by name %s and status %s is %s', (name, status, code) => {
    const fault = awsFault(sdkError(name, status), ATTEMPT);
    expect(fault).toMatchObject({ code, message: expect.stringContaining('table evergrant-jada') });
    expect(fault.remedy).not.toBe('');
    expect(inspect(fault, { depth: 10, showHidden: true })).not.toContain('refresh-token-secret');
  });

  it.each([
    ['ThrottlingException', 400, true],
    ['InternalServerError', 500, true],
    ['TimeoutError', undefined, true],
    ['ValidationException', 400, false],
    ['AccessDeniedException', 400, false],
  ])('by name %s and status %s passes by itself: %s', (name, status, retryable) => {
    expect(awsFault(sdkError(name, status), ATTEMPT).retryable).toBe(retryable);
  });

  it('is kept where it was put into words already', () => {
    const fault = new Fault({ code: 'StateDamaged', message: 'damaged' });
    expect(awsFault(fault, ATTEMPT)).toBe(fault);
  });

  it('names what makes the resource, where it is not the stacks', () => {
    const fault = awsFault(sdkError('NotFoundException', 404), { ...ATTEMPT, madeBy: 'evergrant login a' });
    expect(fault.remedy).toContain('evergrant login a');
  });

  it('never shows a name that is no name', () => {
    expect(awsErrorName(sdkError('secret: refresh-token-secret'))).toBe('Error');
    expect(awsErrorName('thrown text')).toBe('Error');
  });
});
