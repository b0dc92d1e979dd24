import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { brokerHolder, takeBrokerLock } from '../../../adapters/state-directory/broker-lock.ts';
import { LISTENS_WITHIN } from '../../../adapters/state-directory/broker-record.ts';
import { type ProcessFacts, thisProcessFacts } from '../../../adapters/state-directory/process-facts.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { type ChildProgram, startProgram } from '../../support/child-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const children: ChildProgram[] = [];
let program: string;
let here: ProcessFacts;

beforeAll(async () => {
  program = await bundleProgram('test/support/programs/hold-broker-lock.ts');
  here = await thisProcessFacts();
});

afterEach(() => {
  for (const child of children.splice(0)) child.process.kill('SIGKILL');
});

describe('the broker lock among processes', () => {
  it('tells a second process who holds it', async () => {
    const directory = folder();
    const first = await contend(directory, 'first');
    const second = await contend(directory, 'second');
    expect(first.said).toMatchObject({ kind: 'held', brokerId: 'first' });
    expect(second.said).toEqual({ kind: 'heldBy', brokerId: 'first', pid: first.child.process.pid });
  });

  it('goes to the next at once after kill -9', async () => {
    const directory = folder();
    const { child } = await contend(directory, 'first');
    child.process.kill('SIGKILL');
    await child.ended();
    expect((await contend(directory, 'second')).said).toMatchObject({ kind: 'held', brokerId: 'second' });
  });

  it('stays with a holder that is stopped', async () => {
    const directory = folder();
    const { child } = await contend(directory, 'first');
    child.process.kill('SIGSTOP');
    expect((await contend(directory, 'second')).said).toMatchObject({ kind: 'heldBy', brokerId: 'first' });
  });

  it('is given back by a holder that ends', async () => {
    const directory = folder();
    const { child } = await contend(directory, 'first');
    child.process.stdin?.end();
    expect((await child.ended()).code).toBe(0);
    expect(await brokerHolder({ fileSystem: nodeFileSystem, directory })).toBeNull();
  });

  it('goes to exactly one of several that want a dead lock', async () => {
    const directory = folder();
    const { child } = await contend(directory, 'dead');
    child.process.kill('SIGKILL');
    await child.ended();
    const names = ['one', 'two', 'three', 'four'];
    const said = await Promise.all(names.map(async (name) => (await contend(directory, name)).said));
    const winners = said.filter(({ kind }) => kind === 'held');
    expect(winners).toHaveLength(1);
    for (const { brokerId } of said) expect(brokerId).toBe(winners[0]?.brokerId);
  });
});

describe('a holder that left its record', () => {
  it('is dead when the machine was started anew since', async () => {
    expect(await takeAfter({ bootId: 'an earlier boot' })).toMatchObject({ kind: 'held' });
  });

  it('is dead when its process number now belongs to another process', async () => {
    expect(await takeAfter({ processStartedAt: '1' })).toMatchObject({ kind: 'held' });
  });

  it('counts as alive when only its process number is known, and that exists', async () => {
    expect(await takeAfter({ processStartedAt: null })).toMatchObject({ kind: 'heldBy', alive: 'yes' });
  });

  it('may be alive on another machine', async () => {
    expect(await takeAfter({ machineId: 'another' })).toMatchObject({ kind: 'heldBy', alive: 'unknown' });
  });

  it('gives way on another machine when a person says so, and not on this one', async () => {
    expect(await takeAfter({ machineId: 'another' }, { evictUnseen: true })).toMatchObject({ kind: 'held' });
    expect(await takeAfter({}, { evictUnseen: true })).toMatchObject({ kind: 'heldBy', alive: 'yes' });
  });
});

describe('a holder in another container', () => {
  it('is alive when its socket answers', async () => {
    const socketPath = `${folder()}/socket`;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const result = await takeAfter({ pidNamespace: 'pid:[1]' }, { socketPath });
    server.close();
    expect(result).toMatchObject({ kind: 'heldBy', alive: 'yes' });
  });

  it('is dead when nobody listens at its socket', async () => {
    const socketPath = await abandonedSocket();
    const result = await takeAfter({ pidNamespace: 'pid:[1]' }, { socketPath, waited: LISTENS_WITHIN + 1 });
    expect(result).toMatchObject({ kind: 'held' });
  });

  it('may be alive when it took the lock a moment ago and does not listen yet', async () => {
    const socketPath = await abandonedSocket();
    const result = await takeAfter({ pidNamespace: 'pid:[1]' }, { socketPath, waited: LISTENS_WITHIN });
    expect(result).toMatchObject({ kind: 'heldBy', alive: 'unknown' });
  });

  it('may be alive when its socket is not there', async () => {
    const options = { socketPath: `${folder()}/none`, waited: LISTENS_WITHIN + 1 };
    expect(await takeAfter({ pidNamespace: 'pid:[1]' }, options)).toMatchObject({ alive: 'unknown' });
    expect(await takeAfter({ pidNamespace: 'pid:[1]' })).toMatchObject({ alive: 'unknown' });
  });
});

describe('a held lock', () => {
  it('knows when it is no longer held', async () => {
    const directory = folder();
    const first = await take(directory, { brokerId: 'first' });
    if (first.kind !== 'held') throw new Error('expected the lock');
    expect(await first.lock.stillHeld()).toBe(true);
    await first.lock.release();
    expect(await first.lock.stillHeld()).toBe(false);
    const second = await take(directory, { brokerId: 'second' });
    if (second.kind !== 'held') throw new Error('expected the lock');
    await first.lock.release();
    expect(await second.lock.stillHeld()).toBe(true);
  });

  it('is given to nobody while its newest record is damaged', async () => {
    const directory = folder();
    await take(directory, { brokerId: 'first' });
    const [record = ''] = readdirSync(`${directory}/broker`);
    writeFileSync(`${directory}/broker/${record}`, '');
    await expect(take(directory, { brokerId: 'second' })).rejects.toMatchObject({ code: 'StateDamaged' });
  });
});

interface Said {
  readonly kind: string;
  readonly brokerId: string;
  readonly pid: number;
}

/** Starts a process that wants the lock, and waits for what it says. */
async function contend(directory: string, brokerId: string): Promise<{ child: ChildProgram; said: Said }> {
  const child = startProgram(program, { args: [directory, brokerId] });
  children.push(child);
  const said: Said = JSON.parse((await child.lines.next()).value);
  return { child, said };
}

interface Taking {
  readonly brokerId: string;
  readonly process?: ProcessFacts;
  readonly socketPath?: string | null;
  readonly now?: number;
  readonly evictUnseen?: boolean;
}

function take(directory: string, { brokerId, ...rest }: Taking) {
  const defaults = { process: here, socketPath: null, now: 0 };
  return takeBrokerLock({
    ...defaults,
    ...rest,
    fileSystem: nodeFileSystem,
    directory,
    brokerId,
    command: 'evergrant up',
  });
}

/** Takes the lock from here, after a process with these facts took it. */
async function takeAfter(
  facts: Partial<ProcessFacts>,
  options: { socketPath?: string; waited?: number; evictUnseen?: boolean } = {},
) {
  const { socketPath = null, waited = 0, evictUnseen = false } = options;
  const directory = folder();
  await take(directory, { brokerId: 'first', process: { ...here, ...facts }, socketPath });
  return take(directory, { brokerId: 'second', now: waited, evictUnseen });
}

/** A socket file whose listener was killed. */
async function abandonedSocket(): Promise<string> {
  const socketPath = `${folder()}/socket`;
  const listen = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  const child = startProgram('-e', { args: [listen, socketPath] });
  await child.ended();
  return socketPath;
}
