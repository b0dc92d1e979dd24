import {
  GetInstanceAccessDetailsCommand,
  GetInstancesCommand,
  LightsailClient,
} from '@aws-sdk/client-lightsail';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();

describe('the simulated Lightsail', () => {
  it('gives access to an instance for an hour, with keys of the machine', async () => {
    const aws = await start();
    aws.services.lightsail.addInstance('box');
    const client = new LightsailClient(aws.client());
    const { accessDetails } = await client.send(new GetInstanceAccessDetailsCommand({ instanceName: 'box' }));
    expect(accessDetails).toMatchObject({
      instanceName: 'box',
      protocol: 'ssh',
      username: 'ec2-user',
      expiresAt: expect.any(Date),
      hostKeys: [{ algorithm: 'ssh-ed25519', fingerprintSHA256: expect.stringMatching(/^SHA256:/) }],
    });
    const other = client.send(new GetInstanceAccessDetailsCommand({ instanceName: 'other' }));
    await expect(other).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('names an action that it does not know', async () => {
    const aws = await start();
    const asked = new LightsailClient(aws.client()).send(new GetInstancesCommand());
    await expect(asked).rejects.toMatchObject({ name: 'NotSimulated' });
  });
});
