import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evergrantCli } from '../support/cli.ts';

const cli = evergrantCli();

describe('the declarations of examples for AWS', () => {
  it.each([
    ['port-sheet', 'host       jada-agent-orchestrator (lightsail): crew-sheets'],
    ['jada-ops', 'host       jada-ops (ec2): google'],
  ])('of %s are good as they are, on a machine that knows nobody of the hosts', async (example, line) => {
    const folder = cli.folder();
    cpSync(resolve('examples', example), folder, { recursive: true });
    const config = join(folder, 'evergrant.aws.yaml');
    const { code, stdout, stderr } = await cli.run(['check', '--config', config], { folder });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: clients\.google\.credentialsFile: .*\n$/),
    ]);
    expect(stdout).toContain(line);
  });
});
