import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newRecord, startRun } from '../../../core/daemon/daemon-record.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { processTable } from '../../../host/supervisor/process-table.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { program, START, Supervised } from '../../support/supervised.ts';
import { SupervisorProgram } from '../../support/supervisor-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const toKill: number[] = [];
let bundle = '';

beforeAll(async () => {
  bundle = await bundleProgram('test/support/programs/supervise-script.ts');
});

afterEach(async () => {
  for (const pid of toKill.splice(0)) if (await runs(pid)) process.kill(pid, 'SIGKILL');
});

/** Notes its number in a file beside it, and stays. */
const STAYS = `
  import { appendFileSync } from 'node:fs';
  appendFileSync(new URL('pids', import.meta.url), process.pid + '\\n');
  console.log('up');
  setInterval(() => {}, 1000);
`;

/** A daemon whose supervisor was killed, and how to start the next supervisor. */
async function orphaned() {
  const [, script = ''] = await program(STAYS);
  const state = `${folder()}/state`;
  const supervisor = () => {
    const started = new SupervisorProgram(bundle, [script, state]);
    toKill.push(started.child.pid ?? 0);
    return started;
  };
  const pids = () =>
    readFileSync(script.replace('daemon.mjs', 'pids'), 'utf8').trim().split('\n').map(Number);
  const first = supervisor();
  await first.printed('up');
  // Only a process that was recorded is found.
  await recorded(`${state}/ledger/daemon/port-sheet`);
  first.child.kill('SIGKILL');
  await first.ended;
  const [pid = 0] = pids();
  toKill.push(pid);
  return { pid, pids, supervisor };
}

describe('a daemon whose supervisor was killed', () => {
  it('is waited for, so that no second copy runs beside it', async () => {
    const { pid, pids, supervisor } = await orphaned();
    const second = supervisor();
    await second.printed('daemonOrphaned');
    expect(await runs(pid)).toBe(true);
    expect(pids()).toEqual([pid]);
    process.kill(pid, 'SIGKILL');
    await second.printed('up');
    expect(second.lines.filter((line) => line !== 'up')).toEqual([
      'daemonOrphaned',
      'orphanEnded',
      'runStarted',
    ]);
    expect(pids()).toHaveLength(2);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(143);
  });

  it('is ended by a signal to the next supervisor, which ends with it', async () => {
    const { pid, pids, supervisor } = await orphaned();
    const second = supervisor();
    await second.printed('daemonOrphaned');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(143);
    expect(await runs(pid)).toBe(false);
    expect(pids()).toEqual([pid]);
  });

  it('stays one when the next supervisor is killed too', async () => {
    const { pid, pids, supervisor } = await orphaned();
    const second = supervisor();
    await second.printed('daemonOrphaned');
    second.child.kill('SIGKILL');
    await second.ended;
    const third = supervisor();
    await third.printed('daemonOrphaned');
    third.child.kill('SIGINT');
    expect(await third.ended).toBe(130);
    expect(pids()).toEqual([pid]);
  });
});

describe('an orphan', () => {
  it('is ended when its run takes too long', async () => {
    const { ledger, child } = await leftRunning();
    const supervised = new Supervised({ command: ['true'], timeout: MINUTE }, { ledger });
    await supervised.saw('daemonOrphaned');
    const ended = once(child, 'exit');
    await supervised.clock.reach(START + MINUTE);
    expect(await ended).toEqual([null, 'SIGTERM']);
    const looking = setInterval(() => supervised.clock.set(supervised.clock.now() + SECOND), 5);
    await supervised.saw('runSucceeded');
    clearInterval(looking);
    await supervised.stop();
  });

  it('is no process that only has its number', async () => {
    const { ledger, child } = await leftRunning({ processStartedAt: '1' });
    const supervised = new Supervised({ command: ['true'] }, { ledger });
    await supervised.saw('runSucceeded');
    await supervised.stop();
    expect(supervised.all('daemonOrphaned')).toEqual([]);
    expect(await runs(child.pid ?? 0)).toBe(true);
  });
});

/** A process with a group of its own, and a ledger that has it as the run that goes on. */
async function leftRunning(change: { processStartedAt?: string } = {}) {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  const { pid = 0 } = child;
  toKill.push(pid);
  const process = await processTable.identify(pid, START);
  if (process === null) throw new Error('the process was not found');
  const ledger = new MemoryLedger();
  const record = startRun(newRecord(portSheet()), { process: { ...process, ...change }, generations: {} });
  await ledger.replace('daemon', 'port-sheet', { seen: 0, item: record });
  return { child, ledger };
}

/** Settles when a register has a record. */
async function recorded(register: string): Promise<void> {
  const there = () => existsSync(register) && readdirSync(register).includes('0000000001.json');
  await new Promise<void>((resolve) => {
    const watcher = watch(register.slice(0, register.lastIndexOf('/')), { recursive: true }, look);
    function look() {
      if (!there()) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

/** False also for a process that has ended and that nobody has asked for its exit code. */
async function runs(pid: number): Promise<boolean> {
  return (await processTable.identify(pid, 0)) !== null;
}
