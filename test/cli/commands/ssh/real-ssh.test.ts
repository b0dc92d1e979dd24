import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recordedKey } from '../../../support/aws/lightsail/lightsail-service.ts';
import { simulatedAws } from '../../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../../support/cli.ts';
import { declaredFleet } from '../../../support/declared-fleet.ts';

const SSHD = process.env.EVERGRANT_TEST_SSHD ?? '/usr/sbin/sshd';
const INSTANCE = 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023';

const start = simulatedAws();
const cli = evergrantCli();

/** Skipped where OpenSSH, client or server, is not installed, or its server cannot run as whoever tests. */
const available =
  ['ssh', 'ssh-keygen'].every((name) => spawnSync(name, ['-V']).error === undefined) && serverRuns();

/**
 * A machine of OpenSSH's own server, which takes certificates of one authority and is reached without a port: ssh speaks
 * to it over a pipe. Its keys are as Lightsail records them.
 */
async function world() {
  const aws = await start();
  const hosts = {
    ops: { kind: 'lightsail', daemons: ['port-sheet'], ports: [{ port: 22, from: ['203.0.113.7/32'] }] },
  };
  const fleet = declaredFleet(aws, { folder: cli.folder(), hosts });
  const { folder, environment } = fleet;
  const file = (name: string) => join(folder, name);
  for (const name of ['authority', 'host', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file(name)]);
  const user = userInfo().username;
  const sign = `-q -s ${file('authority')} -I temporary -n ${user} -V -1m:+5m ${file('key.pub')}`.split(' ');
  execFileSync('ssh-keygen', sign);
  writeFileSync(file('sshd_config'), serverConfig(file));
  const real = String(execFileSync('/bin/sh', ['-c', 'command -v ssh'])).trim();
  const proxy = `${SSHD} -i -f ${file('sshd_config')} 2>>${file('sshd.log')}`;
  fleet.program('ssh', `#!/bin/sh\nexec ${real} -F /dev/null -o 'ProxyCommand=${proxy}' "$@"\n`);
  const text = (name: string) => readFileSync(file(name), 'utf8');
  const instance = aws.services.lightsail.addInstance(INSTANCE, {
    username: user,
    certKey: text('key-cert.pub'),
    privateKey: text('key'),
    hostKeys: [recordedKey(text('host.pub').split(' ')[1] ?? '', Date.now())],
  });
  return {
    instance,
    left: () => readdirSync(fleet.runtime),
    run: (words: readonly string[]) => cli.run(['ssh', ...words], { folder, environment }),
  };
}

(available ? describe : describe.skip)(`evergrant ssh with OpenSSH's own client and server (${SSHD})`, () => {
  it('signs in by the certificate, runs the command there and gives its exit code back', async () => {
    const { run, left } = await world();
    const { code, stdout, stderr } = await run(['ops', '--', 'echo here; exit 7']);
    expect({ code, stdout, stderr }).toMatchObject({ code: 7, stdout: 'here\n' });
    expect(left()).toEqual([]);
  });

  it('ends before it signs in when the machine shows another key than Lightsail recorded', async () => {
    const { run, left, instance } = await world();
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ1o4pyTAHVjzhUkTFZ4cFCTdGx2dnBrcHBvbG9tb25vcHFy';
    instance.access = { ...instance.access, hostKeys: [recordedKey(key, Date.now())] };
    const { code, stdout, stderr } = await run(['ops', '--', 'echo here']);
    expect({ code, stdout }).toEqual({ code: 255, stdout: '' });
    expect(stderr).toContain('Host key verification failed.');
    expect(left()).toEqual([]);
  });
});

function serverConfig(file: (name: string) => string): string {
  return [
    `HostKey ${file('host')}`,
    `TrustedUserCAKeys ${file('authority.pub')}`,
    'AuthorizedKeysFile none',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PidFile none',
    'StrictModes no',
    '',
  ].join('\n');
}

function serverRuns(): boolean {
  const folder = cli.folder();
  const key = join(folder, 'host');
  const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  return made.status === 0 && spawnSync(SSHD, ['-t', '-f', '/dev/null', '-h', key]).status === 0;
}
