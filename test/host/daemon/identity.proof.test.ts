import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../support/aws/aws-error.ts';
import { shownOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms } from '../../support/host-daemon/host-programs.ts';

const start = hostPrograms();

const asked = (calls: readonly { action: string; principal: string }[], principal: string) => [
  ...new Set(calls.filter((call) => call.principal === principal).map(({ action }) => action)),
];

describe('the identity of a host', () => {
  it.each([
    ['Lightsail', 'AmazonLightsailInstanceRole', "is Lightsail's own", 'evergrant join HOST'],
    ['another host', 'evergrant-jada-host-other', 'evergrant-jada-host-ops/…', 'npx cdk deploy --all'],
  ])('is never that of %s: nothing is asked under it', async (_, role, why, next) => {
    const { aws, world, run, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    world.addForeign('foreign', role);
    world.identify('foreign');
    const daemon = up();
    const line = await daemon.line((each) => (each.startsWith('ForeignIdentity: ') ? each : undefined));
    expect(line).toContain(`:assumed-role/${role}/`);
    expect(line).toContain(why);
    expect(line).toContain(next);
    const test = run(['self-test']);
    expect(await test.ended).toBe(1);
    const failed = test.lines.findIndex((each) => each.startsWith('FAILED  identity: '));
    expect(test.lines[failed]).toContain(why);
    expect(test.lines[failed + 1]).toContain(next);
    expect(asked(aws.calls, 'foreign')).toEqual(['sts:GetCallerIdentity']);
    expect(await shownOf(aws)).toContain('next: evergrant join ops');
    expect(world.inSink('file')).toBeUndefined();
    expect(await daemon.stop()).toBe(0);
  });

  it('is mended on the host when it has ended, and not by signing in as a person', async () => {
    const { world, run, up } = await start({
      fault: () => ({ kind: 'refuse', error: new AwsError('ExpiredTokenException', '', { status: 403 }) }),
    });
    const daemon = up();
    const line = await daemon.line((each) => (each.startsWith('AwsCredentials: ') ? each : undefined));
    const test = run(['self-test']);
    expect(await test.ended).toBe(1);
    for (const text of [line, test.lines.join('\n')]) {
      expect(text).toContain('needs AWS credentials that are in force (ExpiredTokenException)');
      expect(text).toContain('systemctl status amazon-ssm-agent');
      expect(text).not.toContain('aws sso');
    }
    expect(world.inSink('file')).toBeUndefined();
  });
});
