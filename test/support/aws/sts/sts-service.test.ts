import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();

describe('the simulated STS', () => {
  it('says who calls', async () => {
    const aws = await start();
    aws.services.sts.arns.set('refresh', 'arn:aws:sts::123456789012:assumed-role/evergrant-jada-refresh/1');
    const as = (principal: string) =>
      new STSClient(aws.client(principal)).send(new GetCallerIdentityCommand());
    expect(await as('mateo')).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/mateo',
    });
    expect((await as('refresh')).Arn).toBe('arn:aws:sts::123456789012:assumed-role/evergrant-jada-refresh/1');
  });

  it('names an action that it does not know', async () => {
    const aws = await start();
    const asked = new STSClient(aws.client()).send(new GetSessionTokenCommand());
    await expect(asked).rejects.toMatchObject({
      name: 'NotSimulated',
      message: 'the simulator does not know the action GetSessionToken of sts',
    });
  });

  it('refuses a request that is signed for another region', async () => {
    const aws = await start();
    const asked = new STSClient({ ...aws.client(), region: 'eu-west-1' }).send(
      new GetCallerIdentityCommand(),
    );
    await expect(asked).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});
