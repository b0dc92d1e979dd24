import { describe, expect, it } from '@jest/globals';
import { updateGrant } from '../../../core/ledger/update.ts';
import { SECOND } from '../../../core/time.ts';
import { lookAt } from '../../../lambda/refresh/look-at.ts';
import { GRANT, notifyWorlds } from '../../support/notify-world.ts';

const start = notifyWorlds();

describe('a refresh', () => {
  it('makes these calls of Secrets Manager and no more, which are paid for each', async () => {
    const { aws, deployment } = await start();
    const refreshed = async () => {
      await updateGrant(deployment.ledger, GRANT, (state) => ({
        ...state,
        refreshAt: Date.now() - SECOND,
      }));
      const before = aws.calls.length;
      expect(await lookAt(deployment, GRANT, { kind: 'tick' })).toMatchObject({ kind: 'refreshed' });
      return aws.calls.slice(before).map(({ action }) => action);
    };
    // The first ones find secrets that are nearly empty.
    await refreshed();
    await refreshed();
    const calls = await refreshed();
    const counted = (action: string) => calls.filter((each) => each === `secretsmanager:${action}`).length;
    expect({
      DescribeSecret: counted('DescribeSecret'),
      GetSecretValue: counted('GetSecretValue'),
      ListSecretVersionIds: counted('ListSecretVersionIds'),
      PutSecretValue: counted('PutSecretValue'),
      UpdateSecretVersionStage: counted('UpdateSecretVersionStage'),
    }).toEqual({
      DescribeSecret: 6,
      GetSecretValue: 2,
      ListSecretVersionIds: 1,
      PutSecretValue: 2,
      UpdateSecretVersionStage: 2,
    });
  });
});
