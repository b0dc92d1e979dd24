import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { VERSION } from '../../core/version.ts';
import { builtHost } from '../support/host-daemon/built-host.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let bundle = '';

beforeAll(async () => {
  bundle = await builtHost();
}, 60_000);

/** Node keeps the text of it in memory, on boxes of 512 MB: docs/host-memory.md. */
const LARGEST = 1_300_000;

/** A host has no business with any of these. */
const NOT_OF_A_HOST =
  /^(test|drill|torture|bench|lib|lambda|web|verify)\/|node_modules\/(aws-cdk-lib|@aws-cdk|constructs|jest|@jest|esbuild|fast-check|oidc-provider)\//;

describe('the host bundle', () => {
  it('is made of the program and its clients: no test, no CDK, no function', async () => {
    const { metafile } = await build({
      entryPoints: ['bin/evergrant-host.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outdir: 'nowhere',
      write: false,
      metafile: true,
    });
    const sources = Object.keys(metafile.inputs);
    expect(sources).toEqual(expect.arrayContaining(['host/daemon/up.ts', 'core/wire.ts']));
    expect(sources.filter((source) => NOT_OF_A_HOST.test(source))).toEqual([]);
  });

  it('is one file of 1.3 MB at most', () => {
    expect(statSync(bundle).size).toBeLessThan(LARGEST);
  });

  it.each([
    [['--version'], 0, VERSION],
    [['up', '--config', 'host.json'], 78, 'host.json cannot be read'],
    [['self-test', '--config', 'host.json'], 78, 'host.json cannot be read'],
  ])('runs with Node alone, in a folder with nothing else: %j', (words, code, said) => {
    const place = folder();
    copyFileSync(bundle, join(place, 'evergrant-host.mjs'));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['evergrant-host.mjs', ...words], {
      cwd: place,
      encoding: 'utf8',
      env: {},
    });
    expect(stdout + stderr).toContain(said);
    expect(stderr).not.toContain('Error');
    expect(status).toBe(code);
    expect(readdirSync(place)).toEqual(['evergrant-host.mjs']);
  });
});
