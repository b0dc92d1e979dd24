import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const DAEMONS = 'daemons: { sync: { external: true, uses: [s] } }';

/** A declaration with a grant, two API keys (one rotated) and a sink. */
async function run(words: readonly string[], more = '') {
  const home = folder();
  writeFileSync(
    join(home, 'evergrant.yaml'),
    `version: 1
engine: { stateDirectory: ./state }
clients: { c: { clientId: id, issuer: xero } }
grants: { crew: { client: c } }
apiKeys:
  mail: { issuer: sendgrid, rotateEvery: 30d, scopes: [mail.send] }
  maps: { warnAfter: 90d }
sinks: { s: { token: crew, file: ./token.json } }
${more}
`,
  );
  const { exitCode, stderr } = await runCli(words, { home });
  return { exitCode, said: stderr };
}

describe('the name of an API key where a grant is expected', () => {
  it.each([
    ['refresh', 'mail', 'evergrant rotate mail, or: evergrant key set mail'],
    ['login', 'mail', 'evergrant rotate mail, or: evergrant key set mail'],
    ['refresh', 'maps', 'evergrant key set maps'],
    ['login', 'maps', 'evergrant key set maps'],
  ])('evergrant %s %s is told: %s', async (command, name, next) => {
    expect(await run([command, name])).toEqual({
      exitCode: 64,
      said: `evergrant: ${name} is an API key, and evergrant ${command} is for grants\nnext: ${next}\n`,
    });
  });

  it('is told apart from a name that nothing has', async () => {
    expect(await run(['refresh', 'nobody'])).toEqual({
      exitCode: 64,
      said: 'evergrant: there is no grant "nobody" in the declaration\nnext: use one of: crew\n',
    });
  });
});

describe('evergrant preflight NAME', () => {
  it.each([
    [
      'that is a grant, without daemons',
      'crew',
      '',
      'evergrant: crew is a grant and no daemon; preflight takes the name of a daemon, or looks at everything\n' +
        'next: evergrant preflight looks at every grant and API key; declare what uses them under daemons:\n',
    ],
    [
      'that nothing has, without daemons',
      'sync',
      '',
      'evergrant: there is no daemon "sync": the declaration declares none\n' +
        'next: evergrant preflight looks at every grant and API key; declare what uses them under daemons:\n',
    ],
    [
      'that is an API key, beside daemons',
      'mail',
      DAEMONS,
      'evergrant: mail is an API key and no daemon; preflight takes the name of a daemon, or looks at everything\n' +
        'next: evergrant preflight, or with one of: sync\n',
    ],
    [
      'that nothing has, beside daemons',
      'snyc',
      DAEMONS,
      'evergrant: there is no daemon "snyc" in the declaration; did you mean "sync"?\nnext: use one of: sync\n',
    ],
  ])('%s says what there is to look at', async (_what, name, more, said) => {
    expect(await run(['preflight', name], more)).toEqual({ exitCode: 64, said });
  });
});

describe('without a broker', () => {
  it.each([
    ['token', ['token', 'crew', '--socket', '/nowhere/tokens.sock']],
    ['events', ['events']],
  ])('evergrant %s exits 3: nothing is proven', async (_command, words) => {
    const { exitCode, said } = await run(words);
    expect(exitCode).toBe(3);
    expect(said).toMatch(/^evergrant: no broker answers on .*\nnext: start it: evergrant up\n$/);
  });
});
