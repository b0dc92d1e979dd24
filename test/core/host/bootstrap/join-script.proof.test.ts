import { expect, it } from '@jest/globals';
import type { Activation } from '../../../../core/host/bootstrap/bootstrap-options.ts';
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

interface Asked {
  /** The activation of the script. @default {@link ACTIVATION} */
  readonly activation?: Activation;
  readonly knownMachines?: readonly string[];
}

function join(
  root: ScratchRoot,
  { activation = ACTIVATION, knownMachines = [] }: Asked = {},
): ScratchRun & { last: string | undefined } {
  const run = root.run(joinScript({ ...OPTIONS, activation, knownMachines }));
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

const OLD = 'mi-0123456789abcdef0';
const NEW = 'mi-0fedcba9876543210';
const NEXT: Activation = { id: '0a1b2c3d-0000-4000-8000-000000000000', code: 'abcdefghijklmnopqrst' };
const REGISTRATION = 'var-lib/amazon/ssm/registration';
const KEYS = 'root/.aws/credentials';
const CLEAR = 'amazon-ssm-agent -register -clear';

/** A machine that was the host until AWS was told to forget it; AWS would now know it as another. */
function forgotten(): ScratchRoot {
  const root = machine();
  join(root);
  root.know('activation', 'good');
  root.know('machine', NEW);
  root.write(KEYS, `[mine]\naws_access_key_id = AKIA\n${root.text(KEYS).replace('= x', '= ended')}`);
  return root;
}

asRoot('a machine that AWS knows keeps its registration, whatever the activation', () => {
  const root = forgotten();
  const { status, commands } = join(root, { activation: NEXT, knownMachines: ['mi-00', OLD] });
  expect(status).toBe(0);
  expect(commands.filter((command) => command.startsWith('amazon-ssm-agent'))).toEqual([]);
  expect(root.text(REGISTRATION)).toContain(OLD);
});

asRoot('a machine of a host that was deleted and made again registers anew', () => {
  const root = forgotten();
  const { status, output, commands } = join(root, { activation: NEXT, knownMachines: ['mi-00'] });
  expect([status, output]).toEqual([0, expect.stringContaining(`AWS knows ${OLD} no more as this host`)]);
  expect(commands.filter((command) => command.startsWith('amazon-ssm-agent'))).toEqual([
    CLEAR,
    expect.stringContaining(`-id ${NEXT.id} `),
  ]);
  expect(root.text(REGISTRATION)).toContain(NEW);
  const again = join(root, { activation: NEXT, knownMachines: ['mi-00'] });
  expect([again.status, again.output]).toEqual([0, expect.stringContaining(`already: ${NEW}`)]);
});

asRoot('it waits for keys of its new registration, and leaves those of other profiles', () => {
  const root = forgotten();
  root.know('stale');
  expect(join(root, { activation: NEXT }).last).toContain('failed at credentials: ');
  expect(root.text(KEYS)).toBe('[mine]\naws_access_key_id = AKIA\n');
});

asRoot('it can be cut off at any command while it registers anew', () => {
  const { commands } = join(forgotten(), { activation: NEXT });
  const first = commands.indexOf(CLEAR);
  for (const moment of ['dies-before', 'dies-after'])
    for (let turn = first; turn <= first + 4; turn += 1) {
      const root = forgotten();
      root.know(moment, String(turn));
      expect([moment, turn, join(root, { activation: NEXT }).status]).toEqual([moment, turn, 137]);
      root.forget(moment);
      expect([moment, turn, join(root, { activation: NEXT }).status]).toEqual([moment, turn, 0]);
      expect(root.text(REGISTRATION)).toContain(NEW);
    }
});

asRoot('a registration that is not of this host is left, and the way to end it is said', () => {
  const root = machine(['amazon-ssm-agent']);
  root.write(REGISTRATION, `{"ManagedInstanceID":"${OLD}","Region":"eu-west-1"}`);
  const { status, last, commands } = join(root);
  expect([status, last]).toEqual([
    1,
    expect.stringMatching(
      /failed at register: .* mi-0123456789abcdef0, which is no machine of this host; next: .*as root: .*-register -clear; then/,
    ),
  ]);
  expect(commands.filter((command) => /^(amazon-ssm-agent|systemctl)/.test(command))).toEqual([]);
});

asRoot('an agent that does not let go of a registration is told of', () => {
  const root = forgotten();
  root.know('clear-refused');
  expect(join(root, { activation: NEXT }).last).toMatch(
    /failed at register: the SSM agent cannot clear .* permission denied .*; next: systemctl status/,
  );
});

asRoot('long-lived keys in [default] are left where they are', () => {
  const root = machine();
  root.write(KEYS, '[default]\naws_access_key_id = AKIA\n[other]\naws_session_token = x\n');
  expect(join(root).last).toContain('/root/.aws/credentials has long-lived keys in [default]');
  expect(root.text(KEYS)).toContain('AKIA');
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

asRoot('a distribution that knows the name of Node.js and has none is told so, and asked for nothing', () => {
  const root = machine();
  root.know('old-node');
  root.know('candidate', '(none)');
  const { last, commands } = join(root);
  expect(last).toMatch(/failed at node: .*apt-get has only \(none\)/);
  expect(commands.filter((command) => /^apt-get .*install/.test(command))).toEqual([]);
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
