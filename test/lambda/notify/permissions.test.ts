import { afterEach, describe, expect, it } from '@jest/globals';
import { daemonAlarm, functionName, healthAlarm } from '../../../core/wire.ts';
import { compositeAlarm, metricAlarm, snsEvent } from '../../support/alarm-messages.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { type DeployedApp, deployApp } from '../../support/deployed-app.ts';
import { parseJson } from '../../support/json.ts';
import { lambdaBundles } from '../../support/lambda-bundles.ts';
import { PORT_SHEET, standInBundles, synthesizedDeployment } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const start = simulatedAws();
const folder = temporaryFolders();
const running: DeployedApp[] = [];
afterEach(() => {
  for (const app of running.splice(0)) app.stop();
});

/** DynamoDB's guide wants it of whoever reads a table under a customer key; no call of the function shows it. */
const NOT_USED = ['kms:DescribeKey'];

describe('the role that the stacks give to notify', () => {
  it('allows what it does for each kind of alarm, and little else', async () => {
    const { templates } = synthesizedDeployment(PORT_SHEET, { code: standInBundles(folder()) });
    const stacks = [...templates].map(([name, template]) => ({ name, template }));
    const app = await deployApp({ stacks, bundles: await lambdaBundles(folder()), start });
    running.push(app);
    const changed = Date.now() - 60_000;
    const daemon = { name: daemonAlarm('jada', 'port-sheet'), at: changed };
    const rings = [
      compositeAlarm(daemon),
      compositeAlarm({ ...daemon, state: 'OK', at: changed + 30_000 }),
      ...(['grant-failing', 'token-expiring', 'rotation-failed'] as const).map((alarm) =>
        metricAlarm({ name: healthAlarm('jada', alarm) }),
      ),
      metricAlarm({ name: 'disk-full' }),
    ];
    for (const message of rings) {
      const event = parseJson(JSON.stringify(snsEvent(message))) ?? null;
      expect(await app.invoke('notify', event)).toMatchObject({ kind: 'returned' });
    }
    const findings = app.function('notify').runtime.lines.filter((line) => line.includes('"finding"'));
    expect(findings).toEqual([]);
    const role = functionName('jada', 'notify');
    expect(app.denials.filter(({ principal }) => principal.endsWith(role))).toEqual([]);
    const unused = app.unused().filter((right) => right.startsWith(`${role}: `));
    expect(unused.map((right) => right.slice(role.length + 2).split(' ')[0]).sort()).toEqual(NOT_USED);
  }, 180_000);
});
