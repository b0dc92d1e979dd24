import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import type { SecretId } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { DAY, MINUTE } from '../../../core/time.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { deploySecrets } from '../../support/deploy-secrets.ts';
import { LeapingClock } from '../../support/fakes/leaping-clock.ts';

const start = simulatedAws();
const ID: SecretId = 'grant/crew-sheets';
const NAME = 'evergrant/jada/grant/crew-sheets';

describe('the room of a secret', () => {
  it('lasts for a write every 15 minutes, for good', async () => {
    const { secrets, clock } = await deployed();
    for (let n = 0; n < 130; n += 1) {
      await secrets.prepare(ID, version(n));
      await settle(secrets, n);
      clock.advance(15 * MINUTE);
    }
    expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(version(129));
  });

  it('is found used up before anything is sent, where somebody writes too often, and back a day later', async () => {
    const { secrets, clock, client } = await deployed();
    await settle(secrets, 0);
    for (let n = 1; n < 100; n += 1)
      await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: `by hand ${n}` }));
    await expect(secrets.prepare(ID, version(100))).rejects.toMatchObject({
      code: 'SecretFull',
      message: expect.stringContaining(NAME),
      retryable: true,
    });
    await expect(put(secrets, 100)).rejects.toMatchObject({ code: 'SecretFull' });
    clock.advance(DAY);
    await secrets.prepare(ID, version(100));
    await put(secrets, 100);
  });

  it('keeps abandoned values, and of many the newest twelve', async () => {
    const { secrets, clock } = await deployed();
    await settle(secrets, 0);
    for (let n = 1; n <= 14; n += 1) {
      await secrets.prepare(ID, version(n));
      await put(secrets, n);
      clock.advance(15 * MINUTE);
    }
    const newest = Array.from({ length: 13 }, (_, index) => version(index + 2));
    expect([...(await secrets.versions(ID))].sort()).toEqual([version(0), ...newest]);
  });

  it('is used up as well when people took every label', async () => {
    const { secrets, client } = await deployed();
    const { VersionId } = await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'x' }));
    for (let n = 1; n < 20; n += 1) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: NAME,
          VersionStage: `M${n}`,
          MoveToVersionId: VersionId,
        }),
      );
    }
    await expect(secrets.prepare(ID, version(1))).rejects.toMatchObject({
      code: 'SecretFull',
      message: expect.stringContaining('no staging label is free for EVERGRANT_NEXT'),
    });
  });
});

describe('a store that lags behind', () => {
  it('gives an absent value until it shows, and never an older one', async () => {
    const { secrets, aws } = await deployed();
    await settle(secrets, 1);
    aws.services.secretsManager.vault.lag = 3;
    await put(secrets, 2);
    const seen = [];
    for (let n = 0; n < 3; n += 1) seen.push((await secrets.read(ID, version(2)))?.reveal());
    expect(seen.at(0)).toBeUndefined();
    expect(seen.at(-1)).toBe('value 2');
  });

  it('moves labels by what is true, and looks until it can say why it could not', async () => {
    const { secrets, aws } = await deployed();
    await settle(secrets, 1);
    await put(secrets, 2);
    await put(secrets, 3);
    aws.services.secretsManager.vault.lag = 4;
    expect(await secrets.move(ID, 'AWSCURRENT', { to: version(2), from: version(1) })).toBe(true);
    expect(await secrets.move(ID, 'AWSCURRENT', { to: version(3), from: version(1) })).toBe(false);
    expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(version(2));
  });

  it('says so when it never shows why it refuses', async () => {
    const { secrets, aws } = await deployed();
    await settle(secrets, 1);
    await put(secrets, 2);
    aws.services.secretsManager.vault.lag = 1_000;
    await secrets.move(ID, 'AWSCURRENT', { to: version(2), from: version(1) });
    const again = secrets.move(ID, 'AWSCURRENT', { to: version(2), from: version(1) });
    await expect(again).rejects.toMatchObject({ message: expect.stringContaining(NAME) });
  });
});

async function deployed() {
  const clock = new LeapingClock();
  const aws = await start({ now: () => clock.now() });
  return { aws, ...(await deploySecrets(aws, clock)) };
}

type Store = Awaited<ReturnType<typeof deploySecrets>>['secrets'];

async function put(secrets: Store, n: number): Promise<void> {
  await secrets.put(ID, {
    versionId: version(n),
    value: new SecretText(`value ${n}`),
    label: 'EVERGRANT_NEXT',
  });
}

async function settle(secrets: Store, n: number): Promise<void> {
  await put(secrets, n);
  await secrets.move(ID, 'AWSCURRENT', { to: version(n), from: await secrets.labelled(ID, 'AWSCURRENT') });
}

function version(n: number): string {
  return `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
}
