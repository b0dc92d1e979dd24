import { expect, it } from '@jest/globals';
import { joinScript } from '../../../../core/host/bootstrap/join-script.ts';
import { ACTIVATION, hostOptions } from '../../../support/scratch-root/host-options.ts';
import { deploy, goodRelease } from '../../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot, type ScratchRun } from '../../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asRoot = canHaveRoot() ? it : it.skip;
const OPTIONS = hostOptions('pc');

/** A machine with apt-get, or with dnf as well when that is among the commands. */
function machine(commands: readonly string[] = []): ScratchRoot {
  const root = new ScratchRoot(folder(), commands);
  deploy(root, { ...OPTIONS, program: goodRelease('one') });
  return root;
}

function join(root: ScratchRoot): ScratchRun & { last: string | undefined } {
  const run = root.run(joinScript({ ...OPTIONS, activation: ACTIVATION }));
  return { ...run, last: run.output.trimEnd().split('\n').at(-1) };
}

asRoot('a machine with apt-get gets the agent of its region, registers and installs the release', () => {
  const root = machine();
  const { status, last, commands } = join(root);
  expect([status, last]).toEqual([0, 'evergrant bootstrap: ok']);
  const place = 'https://s3.us-east-1.amazonaws.com/amazon-ssm-us-east-1/latest/debian_';
  expect(commands.find((command) => command.startsWith('curl'))).toContain(place);
  expect(commands).toContain('groupadd --system crew');
  expect(JSON.parse(root.text('etc/evergrant/host.json'))).toMatchObject({
    host: 'pc',
    identity: { kind: 'sharedCredentials', file: '/run/evergrant-identity/credentials', profile: 'default' },
  });
});

asRoot('a machine with dnf gets all of it from there', () => {
  const { status, commands } = join(machine(['dnf']));
  expect(status).toBe(0);
  expect(commands).toContain('dnf install -y amazon-ssm-agent');
  expect(commands.join('\n')).not.toMatch(/^(apt-get|curl|dpkg)/m);
});

asRoot('joining again changes nothing', () => {
  const root = machine();
  join(root);
  const before = root.state();
  const again = join(root);
  expect([again.status, again.output]).toEqual([
    0,
    expect.stringContaining('registered with Systems Manager already'),
  ]);
  expect(root.state()).toEqual(before);
});

asRoot('a distribution whose own Node.js is too old is told before anything is installed', () => {
  const root = machine();
  root.know('old-node');
  const { status, last, commands } = join(root);
  expect([status, last]).toEqual([
    1,
    expect.stringMatching(/failed at node: .* v18\.20\.4, and apt-get has only 18\.19.*; next: install Node/),
  ]);
  expect(commands.filter((command) => /^(apt-get|dpkg) .*install/.test(command))).toEqual([]);
});

asRoot('a distribution whose own Node.js is new enough has it installed', () => {
  const root = machine();
  root.know('old-node');
  root.know('candidate', '20.19.2+dfsg-1');
  root.know('packages', 'nodejs\nawscli\namazon-ssm-agent');
  expect(join(root).last).toBe('evergrant bootstrap: ok');
});

asRoot('an activation that was used leads back to evergrant join', () => {
  const root = machine();
  root.know('activation', 'used');
  expect(join(root).last).toMatch(/next: evergrant join pc again, for a new activation$/);
});

asRoot('a machine without systemd is refused', () => {
  const root = machine();
  root.remove('run/systemd');
  const { last, commands } = join(root);
  expect(last).toContain('failed at check: this machine does not run systemd; next: ');
  expect(commands.filter((command) => !command.startsWith('logger'))).toEqual([]);
});
