import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../../core/time.ts';
import { daemonLogGroup } from '../../../core/wire.ts';
import { Pulse } from '../../../host/daemon/pulse.ts';
import { Systemd, watchOver } from '../../../host/daemon/systemd.ts';
import { startProcess } from '../../support/evergrant-process.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const start = hostPrograms();
const folders = temporaryFolders();

const SLOW = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
hosts: { ops: { kind: external, daemons: [slow], tokens: [sheets] } }
daemons:
  slow: { command: [${process.execPath}, FOLDER/slow.mjs], keepRunning: true, onNewToken: restart, drain: 5m, uses: [{ token: sheets, via: environment, variable: TOKEN }] }
`;

/** Ends when it is told to, but not before somebody else lets it go. */
const SLOW_TO_END = `
import { existsSync, writeFileSync } from 'node:fs';
const here = (name) => new URL(name, import.meta.url);
const working = setInterval(() => {}, 1000);
process.on('SIGTERM', () => {
  writeFileSync(here('draining'), '');
  const waiting = setInterval(() => {
    if (!existsSync(here('go'))) return;
    console.log('last words');
    clearInterval(waiting);
    clearInterval(working);
  }, 20);
});
console.log('begun');
`;

/** A `systemd-notify` that notes what it is to tell whom. */
function noted(folder: string) {
  const log = join(folder, 'told');
  const directory = join(folder, 'bin');
  mkdirSync(directory);
  const program = join(directory, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $1" >> '${log}'\n`);
  chmodSync(program, 0o755);
  writeFileSync(log, '');
  return {
    PATH: `${directory}:${process.env.PATH}`,
    told: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
  };
}

const hasSystemd = spawnSync('systemd-notify', ['--version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;
const whereBothAre = hasSystemd && hasPython ? it : it.skip;

/** Prints what comes to a socket, as systemd hears it. */
const LISTENER = `
import socket, sys
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(sys.argv[1])
print('listens', flush=True)
while True:
    print(heard.recv(4096).decode().strip(), flush=True)
`;

describe('a host daemon that systemd started', () => {
  it('says that it is ready, and then that it lives', async () => {
    const { world, up } = await start();
    const { PATH, told } = noted(world.folder);
    await world.deploy();
    up({ environment: { PATH, NOTIFY_SOCKET: '/notify', WATCHDOG_USEC: '200000' } });
    await until(() => told().filter((each) => each === '/notify WATCHDOG=1').length >= 3);
    expect(told().filter((each) => each === '/notify READY=1')).toHaveLength(1);
  });

  it('is ready also while it waits for its identity', async () => {
    const { world, up } = await start();
    const { PATH, told } = noted(world.folder);
    world.addForeign('foreign', 'another');
    world.identify('foreign');
    const daemon = up({ environment: { PATH, NOTIFY_SOCKET: '/notify' } });
    await daemon.line((line) => (line.startsWith('ForeignIdentity: ') ? line : undefined));
    await until(() => told().includes('/notify READY=1'));
  });

  whereBothAre('is heard by a socket such as systemd has', async () => {
    const { world, up } = await start();
    const socket = join(world.folder, 'notify');
    const listener = startProcess(['python3', '-c', LISTENER, socket], { home: world.folder });
    await listener.line((line) => (line === 'listens' ? line : undefined));
    await world.deploy();
    up({ environment: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '500000' } });
    await listener.line((line) => (line === 'READY=1' ? line : undefined));
    await listener.line((line) => (line === 'WATCHDOG=1' ? line : undefined));
    await listener.stop();
  });

  it('serves also where systemd-notify is missing', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up({
      environment: { PATH: world.folder, NOTIFY_SOCKET: '/notify', WATCHDOG_USEC: '100000' },
    });
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    expect(await daemon.stop()).toBe(0);
  });
});

describe('the watchdog', () => {
  it('is told nothing by a daemon whose loops turn no more, until they turn again', async () => {
    const { PATH, told } = noted(folders());
    const watched = (NOTIFY_SOCKET: string, pulse: Pulse) =>
      watchOver(new Systemd({ PATH, NOTIFY_SOCKET, WATCHDOG_USEC: '40000' }), pulse);
    const stuck = new Pulse(Date.now() - 11 * MINUTE);
    const unwatch = [watched('/stuck', stuck), watched('/well', new Pulse(Date.now()))];
    await until(() => told().length >= 5);
    expect(new Set(told())).toEqual(new Set(['/well WATCHDOG=1']));
    stuck.beat(Date.now());
    await until(() => told().includes('/stuck WATCHDOG=1'));
    for (const end of unwatch) end();
  });

  it('is told by one that ends as long as its daemons drain, and what they say last is shipped', async () => {
    const { aws, world, up } = await start();
    const { PATH, told } = noted(world.folder);
    writeFileSync(join(world.folder, 'slow.mjs'), SLOW_TO_END);
    await world.deploy(SLOW);
    await world.save('sheets', 1);
    const daemon = up({ environment: { PATH, NOTIFY_SOCKET: '/notify', WATCHDOG_USEC: '200000' } });
    const group = daemonLogGroup('jada', 'slow');
    const shipped = () => aws.services.logs.groups.get(group)?.events.map(({ message }) => message) ?? [];
    await until(() => shipped().includes('begun'));
    const ended = daemon.stop();
    await until(() => existsSync(join(world.folder, 'draining')));
    const before = told().length;
    await until(() => told().length >= before + 5);
    writeFileSync(join(world.folder, 'go'), '');
    expect(await ended).toBe(0);
    expect(shipped()).toContain('last words');
  });

  it('is not told where systemd does not look', () => {
    expect(new Systemd({ NOTIFY_SOCKET: '/notify' }).watchInterval).toBeUndefined();
    expect(new Systemd({ WATCHDOG_USEC: '60000000' }).watchInterval).toBe(30_000);
  });
});
