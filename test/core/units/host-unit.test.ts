import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ExternalDaemon, SupervisedDaemon } from '../../../core/config/daemon-declaration.ts';
import type { HostDeclaration } from '../../../core/config/host-declaration.ts';
import { hostUnits } from '../../../core/units/host-unit.ts';
import { hostOptions } from '../../support/scratch-root/host-options.ts';
import { deploy, goodRelease, update } from '../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot } from '../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const BOX = hostOptions('box');
const SAIL = hostOptions('sail');
const PC = hostOptions('pc');

function hostUnit(options: Parameters<typeof hostUnits>[0]): string {
  return hostUnits(options)[0]?.text ?? '';
}

function withHost(host: Partial<HostDeclaration>): string {
  return hostUnit({ ...SAIL, host: { ...SAIL.host, ...host } as HostDeclaration });
}

describe('the unit of a host', () => {
  it('is told to be alive by systemd-notify, and starts anew when it is not', () => {
    for (const line of ['Type=notify', 'NotifyAccess=all', 'WatchdogSec=120', 'Restart=always'])
      expect(hostUnit(BOX)).toContain(`\n${line}\n`);
  });

  it('is without an identity of the metadata service on a hybrid host, and has only that one on EC2', () => {
    expect(hostUnit(SAIL)).toContain(
      '\nEnvironment=AWS_EC2_METADATA_DISABLED=true\nIPAddressDeny=169.254.169.254 ',
    );
    expect(hostUnit(BOX)).toContain('\nEnvironment=AWS_EC2_METADATA_V1_DISABLED=true\n');
    expect(hostUnit(BOX)).not.toContain('IPAddressDeny');
  });

  it('writes to the directories of its sinks, which may come later, and to those of its daemons', () => {
    expect(hostUnit(SAIL)).toContain('\nReadWritePaths=-/opt/jada -/srv/ship\n');
    expect(hostUnit(PC)).toContain('\nReadWritePaths=-/opt/jada\n');
  });

  it('may give files away only when a sink has an owner', () => {
    const rights = 'CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE';
    expect(hostUnit(SAIL)).toContain(`\nAmbientCapabilities=${rights}\nCapabilityBoundingSet=${rights}\n`);
    expect(hostUnit(BOX)).toContain('\nAmbientCapabilities=\nCapabilityBoundingSet=\nPrivateUsers=yes\n');
  });

  // Without them, or as bounds alone, the same fails with EPERM.
  (process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0 ? it : it.skip)(
    'can give files away with these rights, though its user is not root',
    () => {
      const theirs = folder();
      const names = /^AmbientCapabilities=(.+)$/m.exec(hostUnit(SAIL))?.[1]?.toLowerCase().split(' ') ?? [];
      const give = (capabilities: string): number | null => {
        const user = ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];
        const rights = [`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`];
        const write =
          'cd "$0" && echo x > next && chown 4321 next && chmod 600 next && mv next token && test -s token';
        return spawnSync('setpriv', [...user, ...rights, 'sh', '-c', write, theirs]).status;
      };
      expect(give('-all')).not.toBe(0);
      expect(give(['-all', ...names.map((name) => name.replace('cap_', '+'))].join())).toBe(0);
      expect(statSync(join(theirs, 'token')).uid).toBe(4321);
    },
  );

  it('joins the group of the token socket that it serves, and makes its directory', () => {
    expect(hostUnit(PC)).toContain('\nRuntimeDirectory=evergrant evergrant/jada\n');
    expect(hostUnit(PC)).toContain('\nSupplementaryGroups=crew\n');
    expect(hostUnit(SAIL)).toContain('\nRuntimeDirectory=evergrant\n');
    expect(hostUnit(SAIL)).not.toContain('SupplementaryGroups');
  });

  it('leaves daemons the time that they need to drain', () => {
    const [daemon] = SAIL.host.daemons.filter((each) => each.kind === 'supervised');
    const slow = { ...(daemon as SupervisedDaemon), restart: { drain: 90_000 } };
    expect(withHost({ daemons: [slow] })).toContain('\nKillMode=mixed\nTimeoutStopSec=105\n');
    expect(hostUnit(BOX)).toContain('\nTimeoutStopSec=30\n');
  });

  it('bounds a leak of its own, and goes on when a daemon is killed for its memory', () => {
    expect(hostUnit(BOX)).toContain('\nMemoryMax=256M\n');
    expect(hostUnit(SAIL)).toContain('\nMemoryMax=75%\nOOMPolicy=continue\n');
  });

  it('reads the journal of daemons that are units, and logs that lie in homes', () => {
    const [daemon] = PC.host.daemons;
    const watched = { ...(daemon as ExternalDaemon), unit: 'openclaw.service', log: '/home/oc/claw.log' };
    const text = withHost({ daemons: [watched] });
    expect(text).toContain('\nSupplementaryGroups=systemd-journal\n');
    expect(text).toContain('\nProtectHome=read-only\n');
    expect(withHost({ daemons: [], sinks: [] })).toContain('\nPrivateUsers=yes\n');
    expect(text).not.toContain('PrivateUsers');
  });
});

describe('the units of a host', () => {
  it('copy credentials on a hybrid host only', () => {
    expect(hostUnits(BOX).map(({ name }) => name)).toEqual(['evergrant-host.service']);
    expect(hostUnits(PC).map(({ name }) => name)).toEqual([
      'evergrant-host.service',
      'evergrant-identity.service',
      'evergrant-identity.path',
      'evergrant-identity.timer',
    ]);
  });

  const withAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0 ? it : it.skip;

  (canHaveRoot() ? withAnalyze : it.skip)('are what systemd understands, as the update installs them', () => {
    for (const options of [BOX, SAIL, PC]) {
      const root = new ScratchRoot(folder(), ['aws']);
      root.write('root/.aws/credentials', '[default]\naws_session_token = x\n');
      update(root, { ...options, release: deploy(root, { ...options, program: goodRelease('one') }) });
      const { status, output } = root.run('systemd-analyze verify /etc/systemd/system/evergrant-*');
      expect([options.host.name, status, output]).toEqual([options.host.name, 0, '']);
    }
  });

  withAnalyze.each([
    ['box', BOX, 14],
    ['sail', SAIL, 21],
    ['pc', PC, 17],
  ])('of %s are exposed no more than they must be, in tenths', (_, options, most) => {
    for (const { name, text } of hostUnits(options).filter(({ name }) => name.endsWith('.service'))) {
      const file = join(folder(), name);
      writeFileSync(file, text);
      const words = ['security', '--offline=yes', '--no-pager', `--threshold=${most}`, file];
      const { status, stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
      expect([name, status, status === 0 || stdout]).toEqual([name, 0, true]);
    }
  });
});
