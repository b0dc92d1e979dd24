import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { bundleProgram } from '../../support/bundle-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
const CHOWN = ['--inh-caps=-all,+chown', '--ambient-caps=-all,+chown'];

/** Can this user hand a capability to a program of another user? */
const asRoot = spawnSync('setpriv', [...NOBODY, ...CHOWN, 'true']).status === 0 ? it : it.skip;

let program = '';
beforeAll(async () => {
  program = await bundleProgram('test/support/programs/show-rights.ts');
});

const Shown = z.object({ rights: z.array(z.string()), endings: z.array(z.unknown()) });

/** What a broker of a user other than root sees, with capabilities of its unit or without. */
function shown(capabilities: readonly string[]): z.infer<typeof Shown> {
  const planted = folder();
  chmodSync(planted, 0o755);
  writeFileSync(join(planted, 'setpriv'), '#!/bin/sh\necho planted\n', { mode: 0o755 });
  const { stdout } = spawnSync('setpriv', [...NOBODY, ...capabilities, process.execPath, program], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', PLANTED: planted },
  });
  return Shown.parse(JSON.parse(stdout));
}

asRoot('commands and daemons get none of the capabilities that a unit gives to its daemon', () => {
  expect(shown(CHOWN).rights).toEqual(['0000000000000001', '0000000000000000', '0000000000000000']);
});

asRoot('they end and fail to start in the same words with capabilities as without', () => {
  const { endings } = shown(CHOWN);
  expect(endings).toEqual(shown([]).endings);
  expect(endings).toMatchObject([
    [{ message: 'sh: exited with 42' }, { kind: 'exited', exitCode: 42 }],
    [{ message: 'sh: exited with 127' }, { kind: 'exited', exitCode: 127 }],
    [{ message: 'sh: was killed by SIGTERM' }, { kind: 'killed', signal: 'SIGTERM' }],
    [{ message: 'the program /no/such is not found' }, { kind: 'notStarted', exitCode: 127 }],
    [{ message: 'the program no-such is not found' }, { kind: 'notStarted', exitCode: 127 }],
    [
      { message: 'the program /etc/passwd cannot be started (EACCES)' },
      { kind: 'notStarted', exitCode: 126 },
    ],
  ]);
});
