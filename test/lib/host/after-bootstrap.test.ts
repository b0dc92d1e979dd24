import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AFTER_BOOTSTRAP } from '../../../lib/host/after-bootstrap.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** Runs the lines under `sh`, and says whether they asked cloud-init; its own exit code is 1, as after an error. */
function asked(lines: readonly string[], { cloudInit }: { cloudInit: boolean }): boolean {
  const place = folder();
  const log = join(place, 'asked');
  if (cloudInit)
    writeFileSync(join(place, 'cloud-init'), `#!/bin/sh\necho "$@" >>'${log}'\nexit 1\n`, { mode: 0o755 });
  const text = ['set -eu', ...lines, 'echo went on'].join('\n');
  const { stdout, stderr } = spawnSync('sh', ['-c', text], {
    encoding: 'utf8',
    env: { PATH: `${place}:/usr/bin:/bin` },
  });
  expect([stdout, stderr]).toEqual(['went on\n', '']);
  return existsSync(log) && readFileSync(log, 'utf8') === 'status --wait\n';
}

describe('the first lines of the update document', () => {
  const filledIn = AFTER_BOOTSTRAP.map((line) => line.replace('{{ Text }}', '88b58d623d07'));

  it('wait for the bootstrap where Systems Manager runs them', () => {
    expect(asked(filledIn, { cloudInit: true })).toBe(true);
  });

  it('do not where the bootstrap itself does: it would wait for its own end', () => {
    expect(asked(AFTER_BOOTSTRAP, { cloudInit: true })).toBe(false);
  });

  it('go on where there is no cloud-init', () => {
    expect(asked(filledIn, { cloudInit: false })).toBe(false);
  });
});
