import { readFile, stat } from 'node:fs/promises';
import type { AfterDeliverySignal } from '../../core/config/sink-declaration.ts';
import { SECOND } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import type { CommandOutcome } from './run-command.ts';

/**
 * Sends a signal to the process whose number a file holds. A process that began after the file was written is another
 * one that got the same number, and is left alone: HUP would end it. Never throws.
 */
export async function signalProcess(pidFile: string, signal: AfterDeliverySignal): Promise<CommandOutcome> {
  try {
    const text = (await readFile(pidFile, 'utf8')).trim();
    const pid = Number(text);
    if (!/^\d{1,10}$/.test(text) || pid <= 1)
      return failed(`${pidFile} does not hold the number of a process`);
    const { mtimeMs } = await stat(pidFile);
    const startedAt = await startOf(pid);
    if (startedAt !== undefined && startedAt > mtimeMs + TOLERANCE) {
      return failed(`process ${pid} began after ${pidFile} was written, so it is another one`);
    }
    process.kill(pid, `SIG${signal}`);
    return { kind: 'succeeded', output: '' };
  } catch (error) {
    return failed(messageOf(errorNumber(error), pidFile));
  }
}

/** The boot time is known to the second only. */
const TOLERANCE = 2 * SECOND;

/** Clock ticks of /proc/PID/stat in a second, on every architecture that Node runs on (proc_pid_stat(5)). */
const TICKS = 100;

/** @returns undefined where the system does not tell */
async function startOf(pid: number): Promise<number | undefined> {
  const [own, all] = await Promise.all(
    [`/proc/${pid}/stat`, '/proc/stat'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  // The program's name, in parentheses, may hold blanks and parentheses of its own.
  const ticks = own?.slice(own.lastIndexOf(')') + 2).split(' ')[19];
  const boot = /^btime (\d+)$/m.exec(all ?? '')?.[1];
  if (!ticks || !boot) return undefined;
  return Number(boot) * SECOND + (Number(ticks) / TICKS) * SECOND;
}

function messageOf(code: string | undefined, pidFile: string): string {
  switch (code) {
    case 'ENOENT':
      return `there is no file ${pidFile}`;
    case 'ESRCH':
      return `no process runs with the number in ${pidFile}`;
    case 'EPERM':
      return `this user may not signal the process of ${pidFile}`;
    default:
      return `${pidFile} cannot be used (${code ?? 'unknown error'})`;
  }
}

function failed(message: string): CommandOutcome {
  return { kind: 'failed', message };
}
