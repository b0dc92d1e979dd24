import { describe, expect, it } from '@jest/globals';
import { activationWorlds, SIGNATURE } from '../../support/activation-worlds.ts';
import { lambdaNode } from '../../support/lambda-runtime/lambda-node.ts';

const world = activationWorlds();

/** Until the end of the test, a call to AWS has no answer. */
const silent = () => ({ kind: 'hold', until: new Promise(() => undefined) }) as const;

describe(`the bundle of activation while Systems Manager is silent, on ${lambdaNode().title}`, () => {
  it('ends a call by itself, tries no more when its time runs short, and answers', async () => {
    const { ask, log } = await world({ fault: silent, timeoutSeconds: 62 });
    const answer = await ask({ type: 'Create', request: 'r-1' });
    expect(answer).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/no answer to ssm:DescribeActivations .*\(AwsUnreachable\); next: /),
    });
    expect(log()).not.toContain(SIGNATURE);
  }, 120_000);

  it('answers while a call still hangs, when that is all the time that it has', async () => {
    const { ask } = await world({ fault: silent, timeoutSeconds: 22 });
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({
      status: 'FAILED',
      id: 'no-activation-r-1',
      reason: expect.stringContaining('ActivationLate'),
    });
  }, 60_000);
});
