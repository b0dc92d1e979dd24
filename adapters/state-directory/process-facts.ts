import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { thisMachineId } from './machine-id.ts';

/** Where a process runs, as far as the operating system tells; null: it does not. */
export interface ProcessFacts {
  readonly machineId: string;
  readonly hostname: string;
  /** Changes with every start of the machine. */
  readonly bootId: string | null;
  /** Process numbers mean the same only inside one namespace: `pid:[4026531836]`. */
  readonly pidNamespace: string | null;
  readonly pid: number;
  /** Clock ticks between the start of the machine and of the process: tells a reused process number. */
  readonly processStartedAt: string | null;
}

/** @throws nothing: what cannot be found out is null. */
export async function thisProcessFacts(): Promise<ProcessFacts> {
  return {
    machineId: await thisMachineId(),
    hostname: hostname(),
    bootId: await orNull(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    pidNamespace: await orNull(readlink('/proc/self/ns/pid')),
    pid: process.pid,
    processStartedAt: (await processStat(process.pid))?.startedAt ?? null,
  };
}

/** What /proc says of a process. */
export interface ProcessStat {
  readonly startedAt: string;
  /** It has ended, and only its parent has not asked for its exit code yet. */
  readonly ended: boolean;
}

/** Fields of /proc/PID/stat, see proc_pid_stat(5); null where there is no such file. */
export async function processStat(pid: number): Promise<ProcessStat | null> {
  const text = await orNull(readFile(`/proc/${pid}/stat`, 'utf8'));
  if (text === null) return null;
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, threads, startedAt] = [fields[0], fields[17], fields[19]];
  if (state === undefined || startedAt === undefined) return null;
  // Of a killed process threads may still be at work in a system call while the first one has ended.
  return { startedAt, ended: (state === 'Z' && Number(threads) <= 1) || state === 'X' };
}

async function orNull(text: Promise<string>): Promise<string | null> {
  try {
    return (await text).trim();
  } catch {
    return null;
  }
}
