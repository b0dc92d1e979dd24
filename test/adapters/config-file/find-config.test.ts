import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findConfig } from '../../../adapters/config-file/find-config.ts';

let root: string;
let here: string;
let home: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evergrant-find-'));
  here = join(root, 'here');
  home = join(root, 'home');
  await mkdir(here);
  await mkdir(join(home, '.config', 'evergrant'), { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

it('takes --config, then EVERGRANT_CONFIG, then the working directory, then home', async () => {
  const search = { option: undefined, environment: {}, home, workingDirectory: here };
  await expect(findConfig(search)).rejects.toMatchObject({
    code: 'ConfigMissing',
    exitCode: 78,
    message: `no configuration: --config and EVERGRANT_CONFIG are not given, and there is no ${here}/evergrant.yaml and no ${home}/.config/evergrant/evergrant.yaml`,
    remedy: expect.stringContaining('evergrant check --config FILE'),
  });

  await writeFile(join(home, '.config', 'evergrant', 'evergrant.yaml'), '');
  expect(await findConfig(search)).toBe(join(home, '.config', 'evergrant', 'evergrant.yaml'));
  await writeFile(join(here, 'evergrant.yaml'), '');
  expect(await findConfig(search)).toBe(join(here, 'evergrant.yaml'));
  const environment = { EVERGRANT_CONFIG: '/named.yaml' };
  expect(await findConfig({ ...search, environment })).toBe('/named.yaml');
  expect(await findConfig({ ...search, environment, option: 'given.yaml' })).toBe('given.yaml');
});
