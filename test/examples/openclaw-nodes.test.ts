import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../support/cli.ts';
import { GRANT } from '../support/cli-declaration.ts';
import { startProcess } from '../support/evergrant-process.ts';
import { parseJson } from '../support/json.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';
import { declarationOf } from './example-app.ts';

const EXAMPLE = resolve('examples/openclaw-nodes');
const cli = evergrantCli();
const folder = temporaryFolders();

describe('the declarations of examples/openclaw-nodes', () => {
  it('are accepted by evergrant check, with a group that is there', async () => {
    const place = cli.folder();
    const tokenSocket = { group: String(process.getgid?.()), tokens: ['agents'] };
    const declared = { ...declarationOf('openclaw-nodes'), tokenSocket };
    writeFileSync(join(place, 'evergrant.yaml'), stringify(declared));
    const { code, stderr, stdout } = await cli.run(['check'], { folder: place });
    expect({ code, stderr: stderr.replace(/^warning: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('/run/evergrant/openclaw/tokens.sock');
  });

  it('are accepted by evergrant check for AWS', async () => {
    const place = cli.folder();
    cpSync(EXAMPLE, place, { recursive: true });
    const { code, stdout } = await cli.run(['check', '--config', 'evergrant.aws.yaml'], { folder: place });
    expect(code).toBe(0);
    expect(stdout).toContain('us-east-1');
  });
});

describe('examples/openclaw-nodes/store-generation.mjs', () => {
  const oauth = '{"version":1,"profiles":{"crew:default":{"type":"oauth"},"crew:work":{"type":"token"}}}';

  it.each<[string, Record<string, string>, number, string]>([
    [
      'one file',
      { 'auth-profiles.json': oauth },
      0,
      'generation 1: auth-profiles.json; refreshed by OpenClaw: crew:default',
    ],
    [
      'secrets and state apart',
      { 'auth-profiles.json': '{"profiles":{}}', 'auth-state.json': '{}' },
      0,
      'generation 2: auth-profiles.json; none refreshes by itself',
    ],
    [
      'a database',
      { 'openclaw-agent.sqlite': 'x' },
      0,
      'generation 3 or 4: a database, which only openclaw itself may write',
    ],
    ['a shared database', { '../../../state/openclaw.sqlite': 'x' }, 0, 'generation 3 or 4'],
    [
      'a database and a file',
      { 'openclaw-agent.sqlite': '', 'auth-profiles.json': oauth },
      1,
      'half migrated',
    ],
    [
      'a shared database and a file',
      { '../../../state/openclaw.sqlite': 'x', 'auth-profiles.json': oauth },
      1,
      'half migrated',
    ],
    ['half a file', { 'auth-profiles.json': oauth.slice(0, 20) }, 1, 'auth-profiles.json is not JSON'],
    ['nothing', {}, 0, 'no credentials'],
  ])('tells %s', async (_, files, exitCode, says) => {
    const state = folder();
    const agent = join(state, 'agents', 'main', 'agent');
    mkdirSync(agent, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(agent, name)), { recursive: true });
      writeFileSync(join(agent, name), text);
    }
    const { code, stdout } = await run([join(EXAMPLE, 'store-generation.mjs'), state]);
    expect({ code, stdout }).toEqual({
      code: exitCode,
      stdout: expect.stringContaining(`${agent}: ${says}`),
    });
  });
});

describe('examples/openclaw-nodes/follow-token.mjs', () => {
  let server: AuthorizationServer;
  let place: CliPlace;

  beforeAll(async () => {
    server = await cli.server();
    const daemons = { gateway: { external: true, uses: [{ token: GRANT, via: 'socket' }] } };
    place = cli.place({ issuer: server.issuer, change: { daemons } });
    await place.up();
    await place.consent(server);
  });

  it('keeps the file filled, and acknowledges a token only once the gateway has read it', async () => {
    const file = join(folder(), 'agents.json');
    const ready = join(folder(), 'ready');
    const socket = join(place.stateDirectory, 'control.sock');
    const program = join(EXAMPLE, 'follow-token.mjs');
    const environment = [`EVERGRANT_SOCKET=${socket}`, 'NODE_NAME=PC-A'];
    const follower = startProcess(
      ['env', ...environment, process.execPath, program, GRANT, file, 'test', '-e', ready],
      { home: place.folder },
    );
    const line = (words: string) => follower.line((said) => (said.includes(words) ? said : undefined));
    await line('generation 1 is not in use');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await proofs()).toEqual([]);
    writeFileSync(ready, '');
    await line('generation 1 is in use');
    expect(await proofs()).toMatchObject([{ consumer: 'PC-A', generation: 1, adoption: 'adopted' }]);
    expect(parseJson(readFileSync(file, 'utf8'))).toMatchObject({ generation: 1 });
    expect((await place.run(['refresh', GRANT])).code).toBe(0);
    await line('generation 2 is in use');
    expect(parseJson(readFileSync(file, 'utf8'))).toMatchObject({ generation: 2 });
    expect(await proofs()).toMatchObject([{ consumer: 'PC-A', generation: 2, adoption: 'adopted' }]);
    await follower.stop();
    const said = follower.lines.join('\n');
    for (const secret of server.issuedSecrets()) expect(said).not.toContain(secret.reveal());
  });

  /** What the broker knows of consumers without a sink. */
  async function proofs() {
    const { credentials } = await place.broker.status();
    const deliveries = credentials.flatMap((credential) => credential.deliveries);
    return deliveries.filter(({ sink }) => sink === `token/${GRANT}`).flatMap(({ consumers }) => consumers);
  }
});

function run(words: readonly string[]): Promise<{ code: unknown; stdout: string }> {
  return new Promise((done) => {
    execFile(process.execPath, words, (error, stdout) =>
      done({ code: error === null ? 0 : error.code, stdout }),
    );
  });
}
