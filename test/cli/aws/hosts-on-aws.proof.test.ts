import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../../core/time.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../support/cli.ts';
import { deployJada, printed } from '../../support/deployed-jada.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const start = simulatedAws();
const cli = evergrantCli();

const HOSTS = {
  ops: { kind: 'external', daemons: ['port-sheet'] },
  'PC-A': { kind: 'external', tokens: ['sheets'] },
};

async function world() {
  const aws = await start();
  const { issuer } = await cli.server();
  const jada = await deployJada(aws, { folder: cli.folder(), issuer, change: { hosts: HOSTS } });
  jada.beat();
  const run = (words: readonly string[]) =>
    cli.run([...words, '--config', jada.config], { folder: jada.folder, environment: jada.environment });
  const report = async (age: number) => {
    const seen = (await jada.deployment.ledger.read('host', 'ops'))?.revision ?? 0;
    const [daemon] = [{ name: 'port-sheet', kind: 'watched', state: 'unknown' } as const];
    const counts = { consecutiveFailures: 0, nextRunAt: null, lastRun: null, limitsReached: 0 };
    const item = someHostReport({ at: Date.now() - age, daemons: [{ ...daemon, ...counts }] });
    await jada.deployment.ledger.replace('host', 'ops', { seen, item });
  };
  return { aws, run, report };
}

describe('hosts of a deployment in AWS', () => {
  it('are shown by status with their reports, and one of them in full', async () => {
    const { run, report } = await world();
    await report(2 * MINUTE);
    const all = await run(['status']);
    expect(all.stdout).toMatch(/\nhost ops +reporting +last report 2 min.* ago {2}release 0123456789ab\n/);
    expect(all.stdout).toMatch(/\nhost PC-A +never reported\n/);
    expect(all.stdout).toContain('next: evergrant join PC-A');
    const one = await run(['status', 'ops']);
    expect(one.code).toBe(0);
    expect(one.stdout).toContain('daemon      port-sheet  watched');
    expect(one.stdout).not.toContain('PC-A');
    const never = await run(['status', 'PC-A', '--json']);
    expect(never.code).toBe(3);
    expect(printed(never.stdout)).toMatchObject({ hosts: [{ name: 'PC-A', state: 'neverReported' }] });
    const unknown = await run(['status', 'no-such-host']);
    expect(unknown.code).toBe(64);
  });

  it('that are silent are an exit code of 2, and the explanation of their alarm', async () => {
    const { aws, run, report } = await world();
    await report(20 * MINUTE);
    const silent = await run(['status', 'ops']);
    expect({ code: silent.code, stdout: silent.stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/host ops +SILENT +since 20/),
    });
    aws.services.monitoring.alarms.set('evergrant-jada-host-silent', {
      kind: 'MetricAlarm',
      state: 'ALARM',
      reason: 'Threshold Crossed: 3 datapoints were greater than or equal to 1',
      since: Date.now() - MINUTE,
    });
    const explained = await run(['explain', '--alarm', 'evergrant-jada-host-silent']);
    expect(explained.code).toBe(1);
    expect(explained.stdout).toMatch(/\n {2}silent {4}ops {2}since 20/);
    expect(explained.stdout).toMatch(/\n {2}affected {2}port-sheet\n/);
    expect(explained.stdout).toContain('next: evergrant audit ops; if that is silent too: evergrant ssh ops');
    const json = await run(['explain', '--alarm', 'evergrant-jada-host-silent', '--json']);
    expect(printed(json.stdout)).toMatchObject({ hosts: [{ name: 'ops' }], daemons: ['port-sheet'] });
  });
});
