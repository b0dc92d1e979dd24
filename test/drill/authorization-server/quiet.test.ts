import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { bundleProgram } from '../../support/bundle-program.ts';

describe('the authorization server as part of a program', () => {
  it('prints nothing, and lets the process end when it is stopped', async () => {
    const program = await bundleProgram('test/support/programs/use-authorization-server.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
