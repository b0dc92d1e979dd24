import { describe, expect, it } from '@jest/globals';
import { readEvent } from '../../../lambda/activation/read-event.ts';
import { resourceRequest } from '../../support/resource-request.ts';

const URL =
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x?X-Amz-Signature=secret';
const EVENT = resourceRequest({ type: 'Create', request: 'r-1', url: URL });

describe('a request of CloudFormation', () => {
  it('is read without a look at its properties, and hides its address', () => {
    const { address, ...read } = readEvent({ ...EVENT, ResourceProperties: 7 });
    expect(read).toEqual({
      kind: 'create',
      stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/EvergrantHosts/6b0f',
      requestId: 'r-1',
      logicalId: 'opsActivation5E1B',
      physicalId: undefined,
      properties: 7,
      oldProperties: undefined,
    });
    expect(address.reveal()).toBe(URL);
    expect(JSON.stringify(address)).not.toContain('X-Amz');
  });

  it.each([
    ['another kind of request', { RequestType: 'Replace' }],
    ['no address', { ResponseURL: undefined }],
    ['an address in the open', { ResponseURL: 'http://example.com/x' }],
    ['an address that is none', { ResponseURL: 'file:///etc/passwd' }],
    ['no stack', { StackId: '' }],
    ['no resource', { LogicalResourceId: 1 }],
    ['a request that no description can hold', { RequestId: 'a b' }],
  ])('cannot be answered with %s', (_, change) => {
    expect(() => readEvent({ ...EVENT, ...change })).toThrow(
      expect.objectContaining({ code: 'EventUnknown', message: expect.not.stringContaining('http') }),
    );
  });

  it.each([null, 'text', [], { evergrant: 'tick' }])('is not %j', (event) => {
    expect(() => readEvent(event)).toThrow(expect.objectContaining({ code: 'EventUnknown' }));
  });
});
