import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { hostPrograms } from '../../support/host-daemon/host-programs.ts';

const start = hostPrograms();

/** Runs it to its end. @param hostJson text of its file; null: there is none */
async function ended(word: 'up' | 'self-test', hostJson: string | null) {
  const { world, run } = await start();
  if (hostJson === null) rmSync(world.config);
  else writeFileSync(world.config, hostJson);
  const program = run([word]);
  return { code: await program.ended, lines: program.lines, config: world.config };
}

const PASTED = 'wJalrXUtnFEMI-pasted-by-hand';

const GOOD = {
  schema: 1,
  deployment: 'jada',
  host: 'ops',
  region: 'us-east-1',
  account: '123456789012',
  identity: { kind: 'instanceProfile' },
};

describe('host.json', () => {
  it('is demanded by name, with what makes it', async () => {
    const { code, lines, config } = await ended('up', null);
    expect(code).toBe(78);
    expect(lines).toEqual([
      `evergrant-host: ${config} cannot be read: it says which host this is`,
      'next: bootstrap or join this host (evergrant join HOST), or name another file: --config FILE',
    ]);
  });

  it.each([
    ['it is not a JSON object', '{"schema":1,'],
    ['schema is 2; this version reads 1', JSON.stringify({ ...GOOD, schema: 2 })],
    ['host is not there; expected the name of a host', JSON.stringify({ ...GOOD, host: undefined })],
    ['host is "../ops"; expected the name of a host', JSON.stringify({ ...GOOD, host: '../ops' })],
    ['deployment is 7; expected the name of a deployment', JSON.stringify({ ...GOOD, deployment: 7 })],
    ['region is "Virginia"; expected a Region such as', JSON.stringify({ ...GOOD, region: 'Virginia' })],
    ['account is 123456789012; expected an account in', JSON.stringify({ ...GOOD, account: 123456789012 })],
    [
      'identity.kind is "me"; expected {"kind":"instanceProfile"} or',
      JSON.stringify({ ...GOOD, identity: { kind: 'me', secretAccessKey: PASTED } }),
    ],
    [
      'identity.file is not there; expected',
      JSON.stringify({ ...GOOD, identity: { kind: 'sharedCredentials', profile: 'default' } }),
    ],
  ])('is refused by what is wrong in it, by up and by the self-test: %s', async (why, text) => {
    for (const word of ['up', 'self-test'] as const) {
      const { code, lines } = await ended(word, text);
      expect(lines[0]).toContain(`host.json does not say which host this is: ${why}`);
      expect(lines[1]).toContain('next: let the deployment write it anew: npx cdk deploy --all');
      expect(lines.join()).not.toContain(PASTED);
      expect(code).toBe(78);
    }
  });
});
