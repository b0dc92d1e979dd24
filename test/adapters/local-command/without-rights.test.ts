import { spawnSync } from 'node:child_process';
import { beforeAll, expect, it } from '@jest/globals';
import { bundleProgram } from '../../support/bundle-program.ts';

const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
const CHOWN = ['--inh-caps=-all,+chown', '--ambient-caps=-all,+chown'];

/** Can this user hand a capability to a program of another user? */
const asRoot = spawnSync('setpriv', [...NOBODY, ...CHOWN, 'true']).status === 0 ? it : it.skip;

let program = '';
beforeAll(async () => {
  program = await bundleProgram('test/support/programs/show-rights.ts');
});

asRoot('commands and daemons get none of the capabilities that a unit gives to its daemon', () => {
  const { stdout, stderr } = spawnSync('setpriv', [...NOBODY, ...CHOWN, process.execPath, program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect([stdout.split('\n'), stderr]).toEqual([
    ['0000000000000001', '0000000000000000', '0000000000000000', ''],
    '',
  ]);
});
