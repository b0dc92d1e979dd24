import { describe, expect, it } from '@jest/globals';
import {
  type AwsCredentials,
  signRequest,
  type Unsigned,
} from '../../../adapters/aws-identity/sign-request.ts';
import { SecretText } from '../../../core/secret-text.ts';

/** The keys and the moment of the examples that AWS publishes. */
const CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new SecretText('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  sessionToken: null,
};
const AT = Date.parse('2015-08-30T12:36:00Z');

describe('a request is signed as AWS publishes it', () => {
  it.each<[string, Unsigned, string, string]>([
    [
      'get-vanilla',
      { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {} },
      'service',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'post-vanilla',
      { method: 'POST', url: new URL('https://example.amazonaws.com/'), headers: {} },
      'service',
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'get-vanilla-query-order-key-case',
      {
        method: 'GET',
        url: new URL('https://example.amazonaws.com/?Param1=value1&Param2=value2'),
        headers: {},
      },
      'service',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'the worked example of the IAM API',
      {
        method: 'GET',
        url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      },
      'iam',
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    ],
  ])('%s', (_name, request, service, signature) => {
    const { authorization } = signRequest(request, {
      credentials: CREDENTIALS,
      region: 'us-east-1',
      service,
      at: AT,
    });
    expect(authorization).toMatch(
      new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/${service}/aws4_request, `),
    );
    expect(authorization).toContain(`Signature=${signature}`);
  });

  it('with the session token of temporary credentials among what is signed', () => {
    const headers = signRequest(
      { method: 'POST', url: new URL('https://example.amazonaws.com/'), headers: {} },
      {
        credentials: { ...CREDENTIALS, sessionToken: new SecretText('a-session') },
        region: 'us-east-1',
        service: 'service',
        at: AT,
      },
    );
    expect(headers).toMatchObject({ 'x-amz-security-token': 'a-session', 'x-amz-date': '20150830T123600Z' });
    expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
  });
});
