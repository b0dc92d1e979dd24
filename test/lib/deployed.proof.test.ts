import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { topicName } from '../../core/wire.ts';
import { simulatedAws } from '../support/aws/simulated-aws.ts';
import { type AppToDeploy, type DeployedApp, deployApp } from '../support/deployed-app.ts';
import { lambdaBundles } from '../support/lambda-bundles.ts';
import { lambdaNode } from '../support/lambda-runtime/lambda-node.ts';
import { PORT_SHEET, standInBundles, synthesizedDeployment } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const ACCOUNT = '123456789012';

describe(`the stacks of a declaration with their real functions, on ${lambdaNode().title}`, () => {
  const start = simulatedAws();
  const folder = temporaryFolders();
  const running: DeployedApp[] = [];
  afterEach(() => {
    for (const app of running.splice(0)) app.stop();
  });

  let stacks: AppToDeploy['stacks'] = [];
  let bundles = '';
  beforeAll(async () => {
    const { templates } = synthesizedDeployment(PORT_SHEET, { code: standInBundles(folder()) });
    stacks = [...templates].map(([name, template]) => ({ name, template }));
    bundles = await lambdaBundles(folder());
  }, 120_000);

  const deployed = async () => {
    const app = await deployApp({ stacks, bundles, start });
    running.push(app);
    return app;
  };

  it('say what is missing when a refresh is asked for too early, and need nothing that is denied', async () => {
    const app = await deployed();
    const asked = { evergrant: 'refresh', credential: 'crew-sheets', unlessFingerprint: null };
    expect(await app.invoke('refresh', asked)).toMatchObject({
      kind: 'returned',
      value: { kind: 'unavailable', reason: 'ClientSecretMissing' },
    });
    await app.aws.services.secretsManager.rotation.finished();
    expect(app.denials).toEqual([]);
  });

  it('have Secrets Manager try the rotation function when they are made, and rotate nothing', async () => {
    const { rotation, vault } = (await deployed()).aws.services.secretsManager;
    await rotation.finished();
    expect(rotation.steps.map(({ Step }) => Step)).toEqual(['testSecret']);
    expect(vault.all.flatMap(({ versions }) => [...versions.labels])).toEqual([]);
  });

  it('let alarms of this account, and no other, publish to the encrypted topic', async () => {
    const app = await deployed();
    const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:${topicName('jada', 'alarms')}`;
    const key = app.resources.find(({ type }) => type === 'AWS::KMS::Key')?.attributes.Arn ?? '';
    const askedBy = (account: string) => {
      const context = {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${account}:alarm:any`,
      };
      return [
        app.decide('cloudwatch.amazonaws.com', { action: 'sns:Publish', resource: topic, context }),
        app.decide('cloudwatch.amazonaws.com', { action: 'kms:GenerateDataKey', resource: key, context }),
        app.decide('cloudwatch.amazonaws.com', { action: 'kms:Decrypt', resource: key, context }),
      ].map(({ kind }) => kind);
    };
    expect(askedBy(ACCOUNT)).toEqual(['allowed', 'allowed', 'allowed']);
    expect(askedBy('444455556666')).toEqual(['denied', 'denied', 'denied']);
  });
});
