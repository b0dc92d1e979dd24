import { describe, expect, it } from '@jest/globals';
import type { SecretId } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { deploySecrets } from '../../support/deploy-secrets.ts';

const start = simulatedAws();
const ID: SecretId = 'token/sheets';
const V1 = '11111111-1111-5111-8111-111111111111';
const V2 = '22222222-2222-5222-8222-222222222222';

describe('dropping a label', () => {
  it('takes it off the version that carries it, and off no other', async () => {
    const { secrets } = await pending();
    await secrets.drop(ID, 'AWSPENDING', V1);
    expect(await secrets.labelled(ID, 'AWSPENDING')).toBe(V2);
    await secrets.drop(ID, 'AWSPENDING', V2);
    expect(await secrets.labelled(ID, 'AWSPENDING')).toBeUndefined();
    await secrets.drop(ID, 'AWSPENDING', V2);
  });

  it('is refused for AWSCURRENT, which AWS only moves', async () => {
    const { secrets } = await pending();
    await expect(secrets.drop(ID, 'AWSCURRENT', V1)).rejects.toMatchObject({
      message: expect.stringContaining('secret evergrant/jada/token/sheets'),
    });
    expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V1);
  });
});

async function pending() {
  const deployed = await deploySecrets(await start());
  const put = (versionId: string, label: 'AWSCURRENT' | 'AWSPENDING') =>
    deployed.secrets.put(ID, { versionId, value: new SecretText(versionId), label });
  await put(V1, 'AWSCURRENT');
  await put(V2, 'AWSPENDING');
  return deployed;
}
