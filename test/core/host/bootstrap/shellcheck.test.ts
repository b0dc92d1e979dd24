import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bootstrapScript } from '../../../../core/host/bootstrap/bootstrap-script.ts';
import { joinScript } from '../../../../core/host/bootstrap/join-script.ts';
import { updateCommands } from '../../../../core/host/bootstrap/update-document.ts';
import { updateScript } from '../../../../core/host/bootstrap/update-script.ts';
import { ec2UserData, lightsailUserData } from '../../../../core/host/bootstrap/user-data.ts';
import { ACTIVATION, hostOptions } from '../../../support/scratch-root/host-options.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const withShellcheck = spawnSync('shellcheck', ['--version']).status === 0 ? it : it.skip;
const activation = { ...ACTIVATION, renew: 'x' };
const release = { bucket: 'b', key: 'k', sha256: 'a'.repeat(64) };
const sail = hostOptions('sail');

const SCRIPTS = {
  'user data of EC2': ['bash', ec2UserData(hostOptions('box'))],
  'user data of Lightsail': ['sh', lightsailUserData({ ...sail, activation })],
  'the bootstrap within it': ['bash', bootstrapScript({ ...sail, activation, console: true })],
  'evergrant join': ['bash', joinScript({ ...hostOptions('pc'), activation, knownMachines: ['mi-0a'] })],
  'the update script': ['bash', updateScript(sail)],
  'the update script of a bare host': ['bash', updateScript(hostOptions('box'))],
  'the commands of the update document': ['sh', updateCommands({ ...sail, release }).join('\n')],
} as const;

describe.each(Object.entries(SCRIPTS))('%s', (_, [shell, text]) => {
  function written(): string {
    const file = join(folder(), 'script');
    writeFileSync(file, text);
    return file;
  }

  it('is read without complaint by its shell', () => {
    const { status, stderr } = spawnSync(shell, ['-n', written()], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  withShellcheck('has nothing that shellcheck finds', () => {
    expect(spawnSync('shellcheck', ['-s', shell, written()], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('shows no command that it runs', () => {
    expect(text).not.toMatch(/set -\w*x|xtrace/);
  });
});
