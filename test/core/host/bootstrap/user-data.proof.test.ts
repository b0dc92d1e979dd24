import { describe, expect, it } from '@jest/globals';
import type { BootstrapOptions } from '../../../../core/host/bootstrap/bootstrap-options.ts';
import { ec2UserData, lightsailUserData, MOST_USER_DATA } from '../../../../core/host/bootstrap/user-data.ts';
import { ACTIVATION, hostOptions } from '../../../support/scratch-root/host-options.ts';
import { BROKEN_RELEASE, deploy, goodRelease, nameOf } from '../../../support/scratch-root/release.ts';
import { canHaveRoot, ScratchRoot, type ScratchRun } from '../../../support/scratch-root/scratch-root.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asRoot = canHaveRoot() ? it : it.skip;
const BOX = hostOptions('box');
const SAIL = hostOptions('sail');

/** A machine for which a release is deployed. */
function machine(options: BootstrapOptions, program = goodRelease('one')): ScratchRoot {
  const root = new ScratchRoot(folder(), ['dnf']);
  root.know('old-node');
  deploy(root, { ...options, program });
  return root;
}

function lastLine({ output }: ScratchRun): string | undefined {
  return output.trimEnd().split('\n').at(-1);
}

/** As cloud-init runs it on Lightsail: behind a prelude, by `sh`. */
function boot(root: ScratchRoot): ScratchRun {
  const script = lightsailUserData({ ...SAIL, activation: ACTIVATION });
  return root.run(`#!/bin/sh\necho prelude\n${script}`, { shell: 'sh' });
}

describe('user data', () => {
  it('is short enough, also behind the prelude of Lightsail', () => {
    const texts = [ec2UserData(BOX), lightsailUserData({ ...SAIL, activation: ACTIVATION })];
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(MOST_USER_DATA - 4096);
  });

  it('keeps unresolved CDK tokens as they are', () => {
    const token = (name: string) => `\${Token[${name}]}`;
    const activation = { id: token('TOKEN.1001'), code: token('TOKEN.1002') };
    const text = lightsailUserData({ ...SAIL, region: token('AWS.Region.9'), activation });
    expect(text).toContain(`activation_code='${token('TOKEN.1002')}'\n`);
    expect(text).toContain(`region='${token('AWS.Region.9')}'\n`);
  });

  it('refuses a code that would end its quotes, and does not show it', () => {
    const activation = { id: 'a', code: "x'; reboot; '" };
    expect(() => lightsailUserData({ ...SAIL, activation })).toThrow(
      /^the code of the activation is no plain word/,
    );
  });
});

describe('the bootstrap of an EC2 instance', () => {
  asRoot('installs what is missing and the release, and says ok', () => {
    const root = machine(BOX);
    const run = root.run(ec2UserData(BOX));
    expect([run.status, lastLine(run)]).toEqual([0, 'evergrant bootstrap: ok']);
    expect(run.commands).toEqual(
      expect.arrayContaining([
        'dnf install -y nodejs24',
        'dnf install -y nodejs22',
        'dnf install -y awscli-2',
        'logger -t evergrant-bootstrap -- evergrant bootstrap: ok',
      ]),
    );
    expect(run.commands.join('\n')).not.toContain('amazon-ssm-agent');
    expect(JSON.parse(root.text('var-lib/evergrant/bootstrap.json'))).toEqual({
      schema: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/),
      ok: true,
      step: 'finished',
      message: 'evergrant bootstrap: ok',
    });
  });

  asRoot('names a Node.js that is too old, and what to do', () => {
    const root = machine(BOX);
    root.know('packages', 'awscli-2');
    const run = root.run(ec2UserData(BOX));
    expect([run.status, lastLine(run)]).toEqual([
      1,
      expect.stringMatching(
        /^evergrant bootstrap: failed at node: Node\.js 20\.19 or newer is needed, found \S+ v18\.20\.4.*; next: install Node\.js 22/,
      ),
    ]);
    expect(JSON.parse(root.text('var-lib/evergrant/bootstrap.json'))).toMatchObject({
      ok: false,
      step: 'node',
    });
  });

  asRoot('names the self-test when that fails, and leaves the daemon running', () => {
    const root = machine(BOX, BROKEN_RELEASE);
    const run = root.run(ec2UserData(BOX));
    expect([run.status, lastLine(run)]).toEqual([
      1,
      expect.stringMatching(/^evergrant bootstrap: failed at self-test: release \w{12} failed its self-test/),
    ]);
    expect(root.has('run/fake/active')).toBe(true);
  });

  asRoot('names the document that it cannot read', () => {
    const root = new ScratchRoot(folder(), ['dnf', 'aws']);
    const run = root.run(ec2UserData(BOX));
    expect([run.status, lastLine(run)]).toEqual([
      1,
      expect.stringContaining('failed at document: cannot read the document evergrant-jada-update-box: '),
    ]);
  });

  asRoot('says that the disk is full', () => {
    const root = machine(BOX);
    root.diskSize = '8m';
    expect(lastLine(root.run(ec2UserData(BOX)))).toMatch(
      /^evergrant bootstrap: failed at room: the disk is full/,
    );
  });
});

describe('the bootstrap of a Lightsail instance', () => {
  asRoot('registers, hands the credentials over, and installs the release', () => {
    const root = machine(SAIL);
    const release = deploy(root, { ...SAIL, program: goodRelease('two') });
    const run = boot(root);
    expect([run.status, lastLine(run)]).toEqual([0, 'evergrant bootstrap: ok']);
    expect(run.output).toContain('prelude');
    expect(root.text('opt/evergrant/bin/evergrant-host')).toContain(
      'export AWS_EC2_METADATA_DISABLED=true\n',
    );
    expect(run.commands).toContain(
      'systemctl start evergrant-identity.service evergrant-identity.path evergrant-identity.timer',
    );
    expect(root.state()).toContain(`opt/evergrant/good -> releases/${nameOf(release)}`);
    expect(root.has('srv/ship')).toBe(true);
  });

  asRoot('never prints the activation code, nor leaves it in a file', () => {
    const root = machine(SAIL);
    const { output, commands } = boot(root);
    expect(output).not.toContain(ACTIVATION.code);
    expect(commands.filter((command) => command.includes(ACTIVATION.code))).toEqual([
      expect.stringMatching(/^amazon-ssm-agent -register /),
    ]);
    expect(root.filesWith(ACTIVATION.code)).toEqual(['run/fake/log', 'run/script']);
  });

  asRoot('does not register again, and changes nothing when it runs again', () => {
    const root = machine(SAIL);
    boot(root);
    const before = root.state();
    const again = boot(root);
    expect([again.status, lastLine(again)]).toEqual([0, 'evergrant bootstrap: ok']);
    expect(again.commands.filter((command) => /-register|systemctl restart|dnf/.test(command))).toEqual([]);
    expect(root.state()).toEqual(before);
  });

  asRoot.each([
    ['expired', 'has expired or was used'],
    ['used', 'was used, is deleted or is of another region'],
  ])('says of an activation that is %s what to do', (activation, words) => {
    const root = machine(SAIL);
    root.know('activation', activation);
    const run = boot(root);
    expect([run.status, lastLine(run)]).toEqual([
      1,
      expect.stringContaining(
        `failed at register: the activation ${ACTIVATION.id} ${words}; next: declare sail with another`,
      ),
    ]);
  });

  asRoot('says how to be rid of a registration that brings no credentials', () => {
    const root = machine(SAIL);
    root.write('var-lib/amazon/ssm/registration', '{"ManagedInstanceID":"mi-0fedcba9876543210"}');
    root.know('stale');
    expect(lastLine(boot(root))).toMatch(
      /failed at credentials: .* goes by amazon-ssm-agent -register -clear$/,
    );
  });

  asRoot('shows what the agent says of other trouble', () => {
    const root = machine(SAIL);
    root.know('activation', 'unreachable');
    expect(lastLine(boot(root))).toContain('RequestError: send request failed status code: 400');
  });

  asRoot('does not let the agent overwrite keys of somebody else', () => {
    const root = machine(SAIL);
    root.write('root/.aws/credentials', '[default]\naws_access_key_id = AKIA\naws_secret_access_key = k\n');
    expect(lastLine(boot(root))).toContain(
      'failed at register: /root/.aws/credentials has long-lived keys in [default]',
    );
    expect(root.text('root/.aws/credentials')).toContain('AKIA');
  });
});
