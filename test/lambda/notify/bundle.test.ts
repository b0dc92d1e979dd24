import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { daemonAlarm, daemonLogGroup, type FunctionName, functionName } from '../../../core/wire.ts';
import { compositeAlarm, snsEvent } from '../../support/alarm-messages.ts';
import { type Json, parseJson } from '../../support/json.ts';
import { lambdaBundles } from '../../support/lambda-bundles.ts';
import { type LambdaFunction, lambdaFunction } from '../../support/lambda-runtime/lambda-function.ts';
import { lambdaNode } from '../../support/lambda-runtime/lambda-node.ts';
import { type NotifyWorld, notifyWorlds } from '../../support/notify-world.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const start = notifyWorlds();
const folder = temporaryFolders();
const running: LambdaFunction[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.kill();
});

describe(`the bundle of notify, on ${lambdaNode().title}`, () => {
  let bundles = '';
  beforeAll(async () => {
    bundles = await lambdaBundles(folder());
  }, 120_000);

  const deployed = (name: FunctionName, { aws, environment }: NotifyWorld) => {
    const deployedFunction = lambdaFunction({
      name: functionName('jada', name),
      arn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName('jada', name)}`,
      bundle: join(bundles, name, 'index.mjs'),
      environment,
      timeoutSeconds: 60,
      awsEndpoint: aws.endpoint,
      region: 'us-east-1',
      role: `arn:aws:iam::123456789012:role/${functionName('jada', name)}`,
    });
    running.push(deployedFunction);
    return deployedFunction;
  };

  it('has the bundle of refresh check the grant, which tells people', async () => {
    const world = await start();
    const [refresh, notify] = [deployed('refresh', world), deployed('notify', world)];
    world.aws.services.lambda.functions.set(functionName('jada', 'refresh'), async (event) => {
      const outcome = await refresh.invoke(event);
      if (outcome.kind !== 'returned') throw new Error(outcome.kind);
      return outcome.value;
    });
    world.revoke();
    world.log(daemonLogGroup('jada', 'port-sheet'), [
      '[port-sheet] token error: HTTP Error 400: Bad Request',
    ]);
    const rings = plain(snsEvent(compositeAlarm({ name: daemonAlarm('jada', 'port-sheet') })));
    expect(await notify.invoke(rings)).toMatchObject({ kind: 'returned' });
    expect(await notify.invoke(rings)).toMatchObject({ kind: 'returned' });
    expect((await world.mails()).map(({ subject }) => subject)).toEqual([
      'CRITICAL: grant crew-sheets of jada is already failing',
    ]);
    expect(refresh.lines.join('\n')).toContain('"type":"incidentOpened"');
  }, 120_000);

  it('fails, for the alarm on it to ring, when it was called with something else', async () => {
    const outcome = await deployed('notify', await start()).invoke({ hello: 'world' });
    expect(outcome.kind).not.toBe('returned');
  }, 60_000);
});

function plain(value: unknown): Json {
  return parseJson(JSON.stringify(value)) ?? null;
}
