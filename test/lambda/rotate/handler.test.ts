import { describe, expect, it } from '@jest/globals';
import { createRotateHandler, type RotationCall } from '../../../lambda/rotate/handler.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:evergrant/jada/token/crew-sheets-AbC123';

async function callFor(event: unknown, failed: string[] = []): Promise<RotationCall | undefined> {
  let seen: RotationCall | undefined;
  const handler = createRotateHandler({
    deployment: 'jada',
    rotate: async (call) => {
      seen = call;
    },
    failed: (about) => void failed.push(about),
  });
  await handler(event);
  return seen;
}

describe('the handler of rotate', () => {
  it.each(['createSecret', 'create_secret'])('reads the step %s', async (Step) => {
    expect(await callFor({ Step, SecretId: ARN, ClientRequestToken: 'v', RotationToken: 'r' })).toEqual({
      step: 'createSecret',
      kind: 'token',
      name: 'crew-sheets',
      versionId: 'v',
    });
  });

  it('takes the name of a secret for its ARN', async () => {
    const event = {
      Step: 'finishSecret',
      SecretId: 'evergrant/jada/token/crew-sheets',
      ClientRequestToken: 'v',
    };
    expect(await callFor(event)).toMatchObject({ kind: 'token', name: 'crew-sheets' });
  });

  it('knows the secret of a signing key', async () => {
    const event = { Step: 'setSecret', SecretId: 'evergrant/jada/key/gastown', ClientRequestToken: 'v' };
    expect(await callFor(event)).toMatchObject({ kind: 'key', name: 'gastown' });
  });

  it('tells the log what it refuses, by the name of the secret', async () => {
    const failed: string[] = [];
    const event = { Step: 'testSecret', SecretId: 'db/password', ClientRequestToken: 'v' };
    await expect(callFor(event, failed)).rejects.toThrow('db/password');
    await expect(callFor({}, failed)).rejects.toThrow('no step of a rotation');
    expect(failed).toEqual(['db/password', 'rotate']);
  });

  it.each([
    ['the grant behind a token', 'evergrant/jada/grant/crew-sheets'],
    ['a token of another deployment', 'evergrant/other/token/crew-sheets'],
    ['a secret of somebody else', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db/password-AbC123'],
  ])('refuses %s', async (_, SecretId) => {
    await expect(callFor({ Step: 'createSecret', SecretId, ClientRequestToken: 'v' })).rejects.toMatchObject({
      code: 'NotOurSecret',
    });
  });

  it.each([{}, null, { Step: 'dropSecret', SecretId: ARN, ClientRequestToken: 'v' }, { Step: 'testSecret' }])(
    'refuses %j',
    async (event) => {
      await expect(callFor(event)).rejects.toMatchObject({ code: 'EventUnknown' });
    },
  );
});
