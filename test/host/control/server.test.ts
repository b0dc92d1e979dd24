import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Broker } from '../../../core/broker.ts';
import { connectBroker } from '../../../host/control/client.ts';
import { type ControlServer, serveBroker } from '../../../host/control/server.ts';
import { LONGEST_SOCKET_PATH } from '../../../host/control/socket-path.ts';
import { FULL_EVENT, SCRIPT } from '../../support/fakes/broker-script.ts';
import { ScriptedBroker } from '../../support/fakes/scripted-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const running: ControlServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function serve(socketPath: string, options: { broker?: Broker; heartbeat?: number } = {}) {
  const { broker = new ScriptedBroker(SCRIPT), ...rest } = options;
  const server = await serveBroker(broker, { socketPath, unexpected: () => undefined, ...rest });
  running.push(server);
  return server;
}

const never = new AbortController().signal;

describe('the control socket', () => {
  it('is closed to other users, whatever the umask, which stays as it was', async () => {
    const before = process.umask(0);
    const path = join(folder(), 's');
    await serve(path);
    const during = process.umask(before);
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(during).toBe(0);
  });

  it('takes the place of one that a dead process left', async () => {
    const path = join(folder(), 's');
    const leave = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', leave]);
    expect(lstatSync(path).isSocket()).toBe(true);
    await serve(path);
    expect(await connectBroker(path).status()).toEqual(SCRIPT.status);
  });

  it('is not taken from a broker that answers', async () => {
    const path = join(folder(), 's');
    await serve(path);
    await expect(serve(path)).rejects.toMatchObject({
      code: 'SocketTaken',
      message: expect.stringContaining(path),
    });
    expect(await connectBroker(path).status()).toEqual(SCRIPT.status);
  });

  it('does not remove what is no socket', async () => {
    const path = join(folder(), 's');
    writeFileSync(path, 'notes');
    await expect(serve(path)).rejects.toMatchObject({
      code: 'SocketPathOccupied',
      remedy: expect.stringContaining('mv'),
    });
    expect(existsSync(path)).toBe(true);
  });

  it('says that its path is too long, and how long it may be', async () => {
    const directory = folder();
    const fitting = join(directory, 'x'.repeat(LONGEST_SOCKET_PATH - directory.length - 1));
    await serve(fitting);
    expect(await connectBroker(fitting).status()).toEqual(SCRIPT.status);
    const fault = {
      code: 'SocketPathTooLong',
      message: expect.stringContaining('this one has 108'),
      exitCode: 78,
    };
    if (process.platform === 'linux') await expect(serve(`${fitting}x`)).rejects.toMatchObject(fault);
    await expect(connectBroker(`${fitting}x`).status()).rejects.toMatchObject({ code: 'SocketPathTooLong' });
  });

  it('names the directory that is missing', async () => {
    const path = join(folder(), 'gone', 's');
    await expect(serve(path)).rejects.toMatchObject({ message: expect.stringContaining(path) });
  });

  it('is gone after the broker closed it', async () => {
    const path = join(folder(), 's');
    const server = await serve(path);
    await server.close();
    expect(existsSync(path)).toBe(false);
  });
});

describe('closing the control socket', () => {
  it('ends streams as the broker ends them', async () => {
    const path = join(folder(), 's');
    const server = await serve(path);
    const views = connectBroker(path).follow(['office'], never)[Symbol.asyncIterator]();
    await views.next();
    const next = views.next();
    await server.close();
    expect((await next).done).toBe(true);
  });

  it('does not wait for a peer that neither asks nor leaves, nor for an answer that never comes', async () => {
    const path = join(folder(), 's');
    const stuck = Object.assign(new ScriptedBroker(SCRIPT), {
      status: () => new Promise<never>(() => undefined),
    });
    const server = await serve(path, { broker: stuck });
    const idle = connect(path);
    await once(idle, 'connect');
    const asked = connectBroker(path).status();
    const failed = expect(asked).rejects.toMatchObject({
      code: 'BrokerUnreachable',
      message: expect.stringContaining('went away'),
    });
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([server.close(), failed, once(idle.resume(), 'close')]);
  });
});

describe('a stream', () => {
  it('carries a blank line when nothing happens', async () => {
    const path = join(folder(), 's');
    await serve(path, { heartbeat: 5 });
    const sent = request({ socketPath: path, path: '/v1/events', agent: false });
    sent.end();
    const [answer] = await once(sent, 'response');
    const [chunk] = await once(answer, 'data');
    expect(String(chunk)).toBe('\n');
    sent.destroy();
  });

  it('stays open over silences longer than its heartbeat, and blank lines are no events', async () => {
    const path = join(folder(), 's');
    const broker = new ScriptedBroker(SCRIPT);
    await serve(path, { broker, heartbeat: 5 });
    const events = connectBroker(path, { silence: 1_000 }).events({ signal: never })[Symbol.asyncIterator]();
    const next = events.next();
    await until(() => broker.readers === 1);
    broker.happen(FULL_EVENT);
    expect((await next).value).toEqual(FULL_EVENT);
    await events.return?.();
  });

  it.each(['abort', 'return'])('lets the broker forget a reader that stops by %s', async (how) => {
    const path = join(folder(), 's');
    const broker = new ScriptedBroker(SCRIPT);
    await serve(path, { broker });
    const reader = new AbortController();
    const events = connectBroker(path).events({ recent: 1, signal: reader.signal })[Symbol.asyncIterator]();
    await events.next();
    expect(broker.readers).toBe(1);
    if (how === 'abort') reader.abort();
    else await events.return?.();
    await until(() => broker.readers === 0);
  });

  it('that breaks inside the broker ends with its fault', async () => {
    const path = join(folder(), 's');
    const broken = new Error('very-secret');
    async function* events() {
      yield FULL_EVENT;
      throw broken;
    }
    await serve(path, { broker: Object.assign(new ScriptedBroker(SCRIPT), { events }) });
    const stream = connectBroker(path).events({ signal: never })[Symbol.asyncIterator]();
    expect((await stream.next()).value).toEqual(FULL_EVENT);
    await expect(stream.next()).rejects.toMatchObject({
      code: 'BrokerFailed',
      message: expect.not.stringContaining('very-secret'),
    });
  });
});

describe('a broker that cannot be asked', () => {
  const unreachable = { code: 'BrokerUnreachable', remedy: 'start it: evergrant up', retryable: true };

  it('is told as not running when there is no socket, or one that nobody listens on', async () => {
    const path = join(folder(), 's');
    await expect(connectBroker(path).status()).rejects.toMatchObject({
      ...unreachable,
      message: `no broker answers on ${path}`,
    });
    const leave = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', leave]);
    await expect(connectBroker(path).refresh('office', {})).rejects.toMatchObject(unreachable);
    const views = connectBroker(path).follow(['office'], never)[Symbol.asyncIterator]();
    await expect(views.next()).rejects.toMatchObject(unreachable);
  });

  it('is told as gone when it dies while it answers, or falls silent in a stream', async () => {
    const path = join(folder(), 's');
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n\n\r\n';
    const peer = createServer((socket) => {
      socket.once('data', (asked) => {
        socket.write(head);
        if (String(asked).includes('follow')) socket.destroy();
      });
    });
    await new Promise<void>((resolve) => {
      peer.listen(path, resolve);
    });
    const broker = connectBroker(path, { silence: 20 });
    for (const stream of [broker.follow(['office'], never), broker.events({ signal: never })]) {
      await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        ...unreachable,
        message: expect.stringContaining('went away'),
      });
    }
    peer.close();
  });

  it('is told as another version when it answers something else', async () => {
    const path = join(folder(), 's');
    const peer = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>'));
    await new Promise<void>((resolve) => {
      peer.listen(path, resolve);
    });
    await expect(connectBroker(path).status()).rejects.toMatchObject({ code: 'BrokerSpeaksOtherwise' });
    peer.close();
  });
});

/** Waits for something that other parties of this process bring about. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
