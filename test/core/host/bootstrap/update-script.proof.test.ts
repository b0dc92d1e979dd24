import { expect, it } from '@jest/globals';
import { BUCKET, hostOptions } from '../../../support/scratch-root/host-options.ts';
import {
  BROKEN_RELEASE,
  DEAD_RELEASE,
  deploy,
  goodRelease,
  nameOf,
  update,
} from '../../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot } from '../../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asRoot = canHaveRoot() ? it : it.skip;
const OPTIONS = hostOptions('box');
const WITH_OWNED = { ...OPTIONS, host: { ...OPTIONS.host, sinks: hostOptions('sail').host.sinks } };

function machine(): ScratchRoot {
  return new ScratchRoot(folder(), ['dnf', 'aws']);
}

function install(
  root: ScratchRoot,
  program: string,
): { status: number | null; output: string; name: string } {
  const release = deploy(root, { ...OPTIONS, program });
  return { ...update(root, { ...OPTIONS, release }), name: nameOf(release) };
}

asRoot('an update installs the release, its units and host.json, and starts the daemon', () => {
  const root = machine();
  const { status, output, name } = install(root, goodRelease('one'));
  expect([status, output]).toEqual([0, expect.stringContaining('ok identity: one')]);
  expect(root.state()).toEqual(
    expect.arrayContaining([
      `opt/evergrant/current -> releases/${name}`,
      `opt/evergrant/good -> releases/${name}`,
      expect.stringMatching(`^opt/evergrant/releases/${name}/evergrant-host.mjs 644`),
      expect.stringMatching('^opt/evergrant/bin/evergrant-host 755'),
      expect.stringMatching('^etc/systemd/system/evergrant-host.service 644'),
      expect.stringMatching('^var-lib/evergrant 700'),
    ]),
  );
  expect(root.has('opt/jada')).toBe(true);
  expect(root.has('opt/evergrant/pending')).toBe(false);
  expect(JSON.parse(root.text('etc/evergrant/host.json'))).toEqual({
    schema: 1,
    deployment: 'jada',
    host: 'box',
    region: 'us-east-1',
    account: '123456789012',
    identity: { kind: 'instanceProfile' },
  });
});

asRoot('the same update again changes nothing and starts nothing', () => {
  const root = machine();
  install(root, goodRelease('one'));
  const before = root.state();
  const release = deploy(root, { ...OPTIONS, program: goodRelease('one') });
  const again = update(root, { ...OPTIONS, release });
  expect(again.status).toBe(0);
  expect(root.state()).toEqual(before);
  expect(again.commands.filter((command) => /systemctl (restart|daemon-reload)|aws/.test(command))).toEqual(
    [],
  );
});

asRoot('a release with another checksum leaves everything as it was and says both', () => {
  const root = machine();
  install(root, goodRelease('one'));
  const before = root.state();
  const release = deploy(root, { ...OPTIONS, program: goodRelease('two') });
  root.know(`bucket/${release.key}`, 'not the release');
  const { status, output } = update(root, { ...OPTIONS, release });
  expect(status).toBe(1);
  expect(output).toContain(
    `failed at fetch: s3://${BUCKET}/${release.key} is not the release: expected SHA-256 ${release.sha256}, got 7df2fd503649`,
  );
  expect(root.state()).toEqual(before);
});

asRoot('a release that fails its self-test gives way to the one before, with its units', () => {
  const root = machine();
  const { name } = install(root, goodRelease('one'));
  const before = root.state();
  const release = deploy(root, { ...OPTIONS, program: BROKEN_RELEASE });
  const { status, output } = update(root, { ...WITH_OWNED, release });
  expect(status).toBe(1);
  expect(output).toContain('failed identity: ForeignIdentity');
  expect(output).toContain(
    `failed at self-test: release ${nameOf(release)} failed its self-test (see above); release ${name} is back and runs`,
  );
  // The update script itself and the directory of a sink stay: they harm nothing.
  const changed = ['opt', 'srv'];
  const rest = (state: readonly string[]) =>
    state.filter((line) => !changed.some((path) => line.startsWith(path)));
  expect(rest(root.state())).toEqual(rest(before));
  expect(root.state()).toContain(`opt/evergrant/current -> releases/${name}`);
});

asRoot(
  'a sink that is declared later is in the unit after the next update, though the release is the same',
  () => {
    const root = machine();
    install(root, goodRelease('one'));
    const release = deploy(root, { ...OPTIONS, program: goodRelease('one') });
    const { commands, status } = update(root, { ...WITH_OWNED, release });
    expect(status).toBe(0);
    expect(root.text('etc/systemd/system/evergrant-host.service')).toContain('-/srv/ship');
    expect(root.has('srv/ship')).toBe(true);
    expect(commands.filter((command) => /systemctl (daemon-reload|restart)/.test(command))).toEqual([
      'systemctl daemon-reload',
      'systemctl restart evergrant-host.service',
    ]);
    expect(commands.find((command) => command.startsWith('setpriv'))).toContain(
      '+chown,+fowner,+dac_override',
    );
  },
);

asRoot('a release that does not start gives way to the one before', () => {
  const root = machine();
  const { name } = install(root, goodRelease('one'));
  const { status, output } = install(root, DEAD_RELEASE);
  expect([status, output]).toEqual([
    1,
    expect.stringMatching(`failed at start: release \\w+ is not active .* release ${name} is back and runs`),
  ]);
});

asRoot('a first release that fails stays, because there is none before it', () => {
  const root = machine();
  const { status, output, name } = install(root, BROKEN_RELEASE);
  expect(status).toBe(1);
  expect(output).toContain(
    'there is none before it to go back to; next: /opt/evergrant/bin/evergrant-host self-test',
  );
  expect(root.state()).toContain(`opt/evergrant/current -> releases/${name}`);
});

asRoot('a release that ran well and fails now is not taken back', () => {
  const root = machine();
  const program = `import { existsSync } from 'node:fs'; process.exit(existsSync('/run/fake/sick') ? 1 : 0);\n`;
  install(root, program);
  root.know('sick');
  const { status, output } = install(root, program);
  expect([status, output]).toEqual([
    1,
    expect.stringContaining('it is the one that ran before, and nothing was changed'),
  ]);
});

asRoot('three releases are kept, and rollback goes back by one', () => {
  const root = machine();
  const names = ['one', 'two', 'three', 'four'].map((words) => install(root, goodRelease(words)).name);
  expect(names.map((name) => root.has(`opt/evergrant/releases/${name}`))).toEqual([false, true, true, true]);
  const back = root.run('exec /opt/evergrant/bin/evergrant-update rollback');
  expect([back.status, back.output]).toEqual([0, expect.stringContaining(`release ${names[2]} runs again`)]);
  expect(root.state()).toContain(`opt/evergrant/current -> releases/${names[2]}`);
});

asRoot('rollback without a release before says so', () => {
  const root = machine();
  const { name } = install(root, goodRelease('one'));
  const back = root.run('exec /opt/evergrant/bin/evergrant-update rollback');
  expect([back.status, back.output]).toEqual([
    1,
    expect.stringContaining(`there is no release before ${name} to go back to`),
  ]);
});

asRoot('a Node.js that is too old is named', () => {
  const root = machine();
  root.know('old-node');
  const { status, output } = install(root, goodRelease('one'));
  expect(status).toBe(1);
  expect(output).toMatch(/Node\.js 20\.19 or newer is needed, found \S+ v18\.20\.4/);
});

asRoot('a full disk is said to be full, before anything is changed and half-way', () => {
  const root = machine();
  root.diskSize = '8m';
  expect(install(root, goodRelease('one')).output).toMatch(
    /failed at prepare: the disk is full: \d+ KB are free below \/opt\/evergrant, 32768 are needed/,
  );
  root.diskSize = '40m';
  expect(install(root, '//'.padEnd(41 * 1024 * 1024)).output).toContain(
    'failed at fetch: the disk is full: no room for the release below /opt/evergrant; next: free some space',
  );
});

asRoot('two updates at once are done one after the other', () => {
  const root = machine();
  install(root, goodRelease('one'));
  const lines = ['two', 'three'].map((words) => {
    const { sha256 } = deploy(root, { ...OPTIONS, program: goodRelease(words) });
    return `/opt/evergrant/bin/evergrant-update install --sha256 ${sha256} --source s3://${BUCKET}/${sha256}.mjs &`;
  });
  const { status, commands } = root.run([...lines, 'wait -n && wait -n'].join('\n'));
  expect(status).toBe(0);
  const steps = commands.flatMap((command) => /^aws|^systemctl restart/.exec(command) ?? []);
  expect(steps).toEqual(['aws', 'systemctl restart', 'aws', 'systemctl restart']);
});

asRoot('what is not understood is refused with the way to help', () => {
  const root = machine();
  install(root, goodRelease('one'));
  for (const words of [
    'fetch',
    'install --sha256 abc --source s3://b/k',
    'install --release 3',
    'rollback now',
  ]) {
    const { status, output } = root.run(`exec /opt/evergrant/bin/evergrant-update ${words}`);
    expect([words, status, output]).toEqual([
      words,
      64,
      expect.stringContaining('next: evergrant-update --help'),
    ]);
  }
  expect(root.run('exec /opt/evergrant/bin/evergrant-update --help').output).toContain('rollback');
});
