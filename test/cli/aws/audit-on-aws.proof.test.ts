import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../support/cli.ts';
import { deployJada, printed } from '../../support/deployed-jada.ts';
import { someDaemonAudit, someHostAudit } from '../../support/some-host-audit.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const start = simulatedAws();
const cli = evergrantCli();

const OPS = { kind: 'external', tokens: ['sheets'] };

async function world(hosts: Record<string, unknown>) {
  const aws = await start();
  const { issuer } = await cli.server();
  const jada = await deployJada(aws, { folder: cli.folder(), issuer, change: { hosts } });
  jada.beat();
  const audit = (...words: string[]) =>
    cli.run(['audit', ...words, '--config', jada.config], {
      folder: jada.folder,
      environment: jada.environment,
    });
  /** The host reports what it found some time before. */
  const report = async ({ age, hasAudit = true }: { age: number; hasAudit?: boolean }) => {
    const seen = (await jada.deployment.ledger.read('host', 'ops'))?.revision ?? 0;
    const at = Date.now() - age;
    const daemons = [someDaemonAudit({ sessions: { used: 5, perDay: 5 } })];
    const findings = [{ code: 'SessionsUsedUp', message: 'port-sheet has used 5 of 5', remedy: 'wait' }];
    const found = hasAudit ? someHostAudit({ at: at - MINUTE, daemons, findings }) : null;
    await jada.deployment.ledger.replace('host', 'ops', { seen, item: someHostReport({ at, audit: found }) });
  };
  return { audit, report };
}

describe('the audit of a host of a deployment in AWS', () => {
  it('is that of its last report, with its age, and with the credentials as the ledger has them', async () => {
    const { audit, report } = await world({ ops: OPS });
    await report({ age: 2 * MINUTE });
    const { code, stdout, stderr } = await audit('ops');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^ops {2}evergrant-host 0\.1\.0, running for .*\n {2}seen +3 min.* ago, in its report of 2 min.* ago\n/,
    );
    expect(stdout).toMatch(/\n {2}port-sheet .*\n +sessions 5 of 5 today \(UTC\)\n/);
    expect(stdout).toMatch(/\n {2}crew +noGrant +it has never had a value\n +next: evergrant login crew\n/);
    expect(stdout).toContain('! SessionsUsedUp: port-sheet has used 5 of 5');
    const json = await audit('--json');
    expect(printed(json.stdout)).toMatchObject({ host: 'ops', reportedAt: expect.any(String), schema: 1 });
  });

  it('says of a host that is silent that all of it was true then', async () => {
    const { audit, report } = await world({ ops: OPS });
    await report({ age: HOUR });
    const { stdout } = await audit('ops');
    expect(stdout).toMatch(
      /\n! HostSilent: not heard of since 2\S+: what stands here was true then\n {2}next: evergrant ssh ops/,
    );
  });

  it('is refused for a host that never reported, or whose report has none, with what to do', async () => {
    const { audit, report } = await world({ ops: OPS });
    expect(await audit('ops')).toMatchObject({
      code: 3,
      stderr:
        'evergrant: host ops is declared and has never reported, so that nothing is known of it\nnext: evergrant join ops\n',
    });
    await report({ age: 2 * MINUTE, hasAudit: false });
    const without = await audit('ops');
    expect(without.code).toBe(3);
    expect(without.stderr).toMatch(
      /^evergrant: the report of host ops of 2 min.* ago holds no audit: .*\nnext: again in a minute; or there: evergrant ssh ops, then: sudo evergrant-host audit\n$/,
    );
  });

  it('asks for a name where several hosts are declared, and guesses the one that was meant', async () => {
    const { audit } = await world({ ops: OPS, 'PC-A': OPS });
    expect(await audit()).toMatchObject({
      code: 64,
      stderr:
        'evergrant: deployment jada has several hosts: ops, PC-A\nnext: name one of them: evergrant audit ops\n',
    });
    expect(await audit('opps')).toMatchObject({
      code: 64,
      stderr:
        'evergrant: there is no host "opps" in the declaration; did you mean "ops"?\nnext: use one of: ops, PC-A\n',
    });
  });
});
