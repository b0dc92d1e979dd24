import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Broker } from '../../../../core/broker.ts';
import { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { controlSocketPath } from '../../../../host/broker/control-path.ts';
import { connectBroker } from '../../../../host/control/client.ts';
import { builtProgram } from '../../../support/built-program.ts';
import { CommandProcess } from '../../../support/command-process.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const ACCOUNT = 'ops@example.com';
const built = builtProgram();
const folders = temporaryFolders();
let folder = '';
let server: AuthorizationServer;
let broker: Broker;
let up: CommandProcess;
let run: CommandProcess;

beforeAll(async () => {
  folder = folders();
  // A refusal so soon after the token was issued is looked into after a tenth of its life.
  server = await AuthorizationServer.start({ settings: { accessTokenSeconds: 12 } });
  broker = connectBroker(controlSocketPath(`${folder}/state`));
  writeFileSync(`${folder}/evergrant.yaml`, declaration(server.issuer));
  writeFileSync(`${folder}/daemon.mjs`, DAEMON);
  up = await startUp();
  run = new CommandProcess(built().script, { words: ['run', 'port-sheet', '--json'], folder });
});

afterAll(async () => {
  for (const { child } of [run, up]) child.kill('SIGKILL');
  await server.stop();
});

describe('evergrant run, from the first consent to the last signal', () => {
  it('holds the daemon until somebody consents, then it finds its token in its file and does its work', async () => {
    expect(await run.saw('runHeld')).toMatchObject({
      hold: { reason: 'NoGrant', remedy: 'evergrant login crew' },
    });
    await consent();
    expect(await run.saw('runWoken')).toMatchObject({ because: 'released' });
    expect(await run.saw('runSucceeded')).toMatchObject({ outcome: { exitCode: 0 } });
  });

  it('counts a declared limit apart, and status says so', async () => {
    mode('limit');
    expect(await run.saw('limitReached')).toMatchObject({ limitsReached: 1, outcome: { exitCode: 1 } });
    mode('work');
    const succeeded = run.events('runSucceeded').length;
    await run.saw('runSucceeded', succeeded + 1);
    const status = new CommandProcess(built().script, { words: ['status', '--json'], folder });
    await status.ended;
    expect(JSON.parse(status.stdout.toString()).daemons).toMatchObject([
      { name: 'port-sheet', limitsReached: 1, consecutiveFailures: 0 },
    ]);
  });

  it('tells the broker of a 401, holds the daemon of a revoked grant, and leaves a CRITICAL record', async () => {
    server.revokeGrant(ACCOUNT);
    expect(await run.saw('refusalReported')).toMatchObject({ grant: 'crew' });
    expect(await run.saw('runFailed')).toMatchObject({ consecutiveFailures: 1 });
    await run.saw('critical');
    expect(run.events('runHeld').at(-1)).toMatchObject({ hold: { grant: 'crew', latched: true } });
    expect((await broker.status()).credentials).toMatchObject([{ state: 'consentRequired', secondsLeft: 0 }]);
    expect(alerts().filter((record) => record.daemon === 'port-sheet')).toMatchObject([
      {
        severity: 'CRITICAL',
        grant: 'crew',
        reason: 'GrantRefused',
        nextRunAt: null,
        remedy: 'evergrant login crew',
        evidence: ['[port-sheet] token error: HTTP Error 401: Unauthorized'],
      },
    ]);
  });

  it('wakes the daemon when consent is given again, an hour before its next slot', async () => {
    const before = { woken: run.events('runWoken').length, succeeded: run.events('runSucceeded').length };
    await consent();
    const woken = await run.saw('runWoken', before.woken + 1);
    expect(woken).toMatchObject({ because: 'released' });
    expect(Date.parse(String(woken.insteadOf)) - Date.parse(String(woken.at))).toBeGreaterThan(59 * 60_000);
    await run.saw('runSucceeded', before.succeeded + 1);
  });

  it('goes on with the same process while the broker is killed and started again', async () => {
    mode('stay');
    await run.until(() => run.stdout.includes('staying as'));
    const pid = Number(/staying as (\d+)/.exec(run.stdout.toString())?.[1]);
    up.child.kill('SIGKILL');
    expect(await run.saw('brokerLost')).toMatchObject({ daemon: 'port-sheet' });
    process.kill(pid, 'SIGUSR1');
    await run.until(() => run.stdout.includes('still here'));
    up = await startUp();
    await run.saw('brokerFound');
    process.kill(pid, 0);
    expect(await statusState()).toBe('running');
  });

  it('refuses a second supervisor and says who the first one is', async () => {
    const second = new CommandProcess(built().script, { words: ['run', 'port-sheet'], folder });
    expect(await second.ended).toBe(1);
    expect(second.talk[0]).toContain(
      `daemon "port-sheet" is already supervised by "evergrant run port-sheet" (process ${run.child.pid} on `,
    );
    expect(second.stdout).toHaveLength(0);
  });

  it('passes SIGTERM to the daemon and exits as that does, with nothing of its own on stdout', async () => {
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(7);
    const lines = run.stdout.toString('latin1').split('\n');
    expect(new Set(lines.filter((line) => !line.startsWith('staying as')))).toEqual(
      new Set(['synced \xff\xfe', 'stopped: max turns (30) used', 'still here', '']),
    );
    const token = JSON.parse(readFileSync(`${folder}/token.json`, 'utf8')).access_token;
    expect(run.talk.join()).not.toContain(token);
    expect(run.talk.filter((line) => !line.startsWith('{'))).toEqual([
      '[port-sheet] token error: HTTP Error 401: Unauthorized',
    ]);
  });
});

/** What the daemon does from its next run on. */
function mode(name: 'work' | 'limit' | 'stay'): void {
  writeFileSync(`${folder}/mode`, name);
}

async function startUp(): Promise<CommandProcess> {
  const started = new CommandProcess(built().script, { words: ['up', '--json'], folder });
  await started.until(() => started.talk.some((line) => line.startsWith('evergrant up:')));
  return started;
}

async function consent(): Promise<void> {
  const begun = await broker.beginConsent('crew', { redirectUri: 'http://127.0.0.1:49152/callback' });
  const redirectUrl = await server.approve(begun.authorizationUrl, { account: ACCOUNT });
  expect((await broker.finishConsent(begun.consentId, { redirectUrl })).kind).toBe('settled');
}

async function statusState(): Promise<string | undefined> {
  return (await broker.status()).daemons[0]?.state;
}

function alerts(): Record<string, unknown>[] {
  return readFileSync(`${folder}/alerts.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function declaration(issuer: string): string {
  return `
version: 1
engine: { stateDirectory: state }
alerts:
  critical: { file: alerts.jsonl, after: 3 }
clients:
  desk:
    issuer: { discovery: "${issuer}", rotation: always, reuse: revokesFamily }
    clientId: desk
    authentication: none
grants:
  crew: { client: desk, account: ${ACCOUNT}, scopes: [openid, email, sheets] }
sinks:
  sheet-token: { token: crew, file: token.json }
daemons:
  port-sheet:
    command: [${process.execPath}, daemon.mjs]
    workingDirectory: .
    environment: { SHEET: "${issuer}/sheet" }
    every: 1s
    uses: [sheet-token]
    onFailure: { after: 0, backoff: [1h] }
    limitReached: { exitCode: 1, log: max turns }
`;
}

/** A sync job as system 1 has it; the file `mode` beside it makes it reach its limit, or stay until a signal ends it. */
const DAEMON = `
import { existsSync, readFileSync } from 'node:fs';
const mode = existsSync('mode') ? readFileSync('mode', 'utf8') : 'work';
if (mode === 'limit') {
  console.log('stopped: max turns (30) used');
  process.exit(1);
}
const { access_token } = JSON.parse(readFileSync('token.json', 'utf8'));
const answer = await fetch(process.env.SHEET, { headers: { authorization: 'Bearer ' + access_token } });
if (!answer.ok) {
  console.error('[port-sheet] token error: HTTP Error ' + answer.status + ': ' + answer.statusText);
  process.exit(1);
}
process.stdout.write(Buffer.from('synced \\xff\\xfe\\n', 'latin1'));
if (mode === 'stay') {
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGUSR1', () => console.log('still here'));
  setInterval(() => {}, 1000);
  console.log('staying as ' + process.pid);
}
`;
