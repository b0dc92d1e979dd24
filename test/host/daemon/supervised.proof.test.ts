import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { daemonLogGroup } from '../../../core/wire.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

const HOST = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
hosts: { ops: { kind: external, daemons: [agent], tokens: [sheets] } }
`;

/** Notes what it was given, prints what it should not, and ends its work when it is told to. */
const AGENT = `
import { writeFileSync } from 'node:fs';
const note = (name, value) => writeFileSync(new URL(name, import.meta.url), value);
note('environment.json', JSON.stringify(process.env));
console.log('session begins with Authorization: Bearer ya29.a0of-somebody-else-1234567890');
console.error('and a warning');
const working = setInterval(() => {}, 1000);
process.on('SIGTERM', () => {
  console.log('ends its work');
  note('ended', 'in good order');
  clearInterval(working);
});
note('ready', '');
`;

async function started(uses: string, program = AGENT) {
  const { aws, world, up } = await start();
  writeFileSync(join(world.folder, 'agent.mjs'), program);
  await world.deploy(
    `${HOST}daemons: { agent: { command: [${process.execPath}, FOLDER/agent.mjs], keepRunning: true, uses: [${uses}] } }\n`,
  );
  await world.save('sheets', 1);
  const daemon = up({
    environment: {
      NODE_OPTIONS: '--max-old-space-size=64',
      NOTIFY_SOCKET: '/nowhere/notify',
      WATCHDOG_USEC: '60000000',
      INVOCATION_ID: '0123',
      LANG: 'C.UTF-8',
    },
  });
  const file = (name: string) => {
    try {
      return readFileSync(join(world.folder, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  const lines = () =>
    (aws.services.logs.groups.get(daemonLogGroup('jada', 'agent'))?.events ?? []).map(
      ({ stream, message }) => [stream, message] as const,
    );
  return { world, daemon, file, lines };
}

describe('a daemon that a host runs', () => {
  it('gets its token in its environment, and nothing that is said to the host daemon alone', async () => {
    const { daemon, file } = await started('{ token: sheets, via: environment, variable: SHEETS_TOKEN }');
    await until(() => file('ready') !== undefined);
    const environment: Record<string, unknown> = JSON.parse(file('environment.json') ?? '{}');
    expect(environment.SHEETS_TOKEN).toBe(accessTokenOf('sheets', 1));
    expect(environment.LANG).toBe('C.UTF-8');
    for (const ours of [
      'NODE_OPTIONS',
      'NOTIFY_SOCKET',
      'WATCHDOG_USEC',
      'INVOCATION_ID',
      'STATE_DIRECTORY',
      'RUNTIME_DIRECTORY',
      'MALLOC_MMAP_THRESHOLD_',
    ])
      expect([ours, environment[ours]]).toEqual([ours, undefined]);
    expect(await daemon.stop()).toBe(0);
  });

  it('finds the control socket by its name, and is handed its token there', async () => {
    const asks = `
import { request } from 'node:http';
import { writeFileSync } from 'node:fs';
const asked = request({ socketPath: process.env.EVERGRANT_SOCKET, path: '/v1/tokens/sheets' }, (answer) => {
  let text = '';
  answer.on('data', (part) => { text += part; });
  answer.on('end', () => writeFileSync(new URL('answer.json', import.meta.url), text));
});
asked.end();
setInterval(() => {}, 1000);
`;
    const { daemon, file } = await started('{ token: sheets, via: socket }', asks);
    await until(() => (file('answer.json') ?? '').includes(accessTokenOf('sheets', 1)));
    expect(await daemon.stop()).toBe(0);
  });

  it('is read along: its lines go to its log group, without what is secret in them', async () => {
    const { file, lines } = await started('{ token: sheets, via: socket }');
    await until(() => file('ready') !== undefined);
    await until(() => lines().some(([, message]) => message.includes('a warning')));
    const session = lines().find(([, message]) => message.includes('session begins'));
    expect(session?.[0]).toBe('ops');
    expect(session?.[1]).not.toContain('ya29.a0of-somebody-else');
  });

  it('is drained by SIGTERM to the host daemon: what it says at its end is shipped too', async () => {
    const { daemon, file, lines } = await started('{ token: sheets, via: socket }');
    await until(() => file('ready') !== undefined);
    expect(await daemon.stop()).toBe(0);
    expect(file('ended')).toBe('in good order');
    expect(lines().map(([, message]) => message)).toContainEqual(expect.stringContaining('ends its work'));
    expect(daemon.lines.at(-1)).toBe('evergrant-host: ended');
  });
});
