import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import type { FileSystem } from '../files/file-system.ts';
import { checkPrivate } from './check-private.ts';
import { createMachineRecord, type MachineRecord, readMachineRecord } from './machine-record.ts';
import { stateMoved } from './moved-to.ts';

export interface OpenOptions {
  readonly fileSystem: FileSystem;
  /** This machine, from `thisMachineId`. */
  readonly machineId: string;
  readonly now: Instant;
  /** `read`: the directory must exist, and nothing is written or proved writable. @default 'write' */
  readonly access?: 'read' | 'write';
  /** Opens it also when its grants moved to AWS: `evergrant migrate`. @default false */
  readonly moved?: boolean;
}

/** A state directory that was found safe to use. */
export interface StateDirectory extends MachineRecord {
  /** Absolute. */
  readonly path: string;
  /** It belongs on another machine: this is a copy or a restored backup, and refreshing would race the original. */
  readonly clone: boolean;
  /** Directories that had been lost and were made anew, empty: what was in them is gone. */
  readonly lost: readonly string[];
}

/**
 * Opens the state directory, and makes it (0700) when it does not exist.
 *
 * @throws Fault `StateMoved`, `StateMissing`, `StateParentMissing`, `StateNotADirectory`, `StateNotOurs`, `StateOpenToOthers`,
 * `StateDamaged`, `StateFromNewerVersion`, and the faults of the disk.
 */
export async function openStateDirectory(path: string, options: OpenOptions): Promise<StateDirectory> {
  const { fileSystem, machineId, now, access = 'write' } = options;
  const root = { fileSystem, path: resolve(path) };
  if ((await fileSystem.facts(root.path)) === undefined) {
    if (access === 'read') return missing(root.path);
    await create(root);
  }
  await checkPrivate(root);
  const before = await readMachineRecord(root);
  if (before?.movedTo && !options.moved) throw stateMoved(root.path, before.movedTo);
  if (access === 'read')
    return before ? opened(root, { record: before, machineId, lost: [] }) : missing(root.path);
  await proveWritable(root);
  const made: string[] = [];
  for (const below of LAYOUT) if (await makeDirectory(root, below)) made.push(below);
  // The record is written last, so directories that are missing beside it were there once.
  if (before) return opened(root, { record: before, machineId, lost: await lostOf(root, made) });
  await createMachineRecord(root, { stateId: randomUUID(), machineId, createdAt: now });
  const record = await readMachineRecord(root);
  return record ? opened(root, { record, machineId, lost: [] }) : missing(root.path);
}

/** Every directory that must exist before the first item is in it: only then is a missing one a loss. */
export const LAYOUT: readonly string[] = [
  'ledger',
  'ledger/grant',
  'ledger/incident',
  'ledger/delivery',
  'ledger/daemon',
  'ledger/key',
  'ledger/signingKey',
  'ledger/agentToken',
  'ledger/host',
  'secrets',
  'secrets/grant',
  'secrets/token',
  'secrets/key',
];

/**
 * Earlier versions knew no API keys: a directory for them is missed only where a key was held. What we sign ourselves is
 * found again by what is stored, or made anew, and hosts report again: directories for those are never missed.
 */
async function lostOf({ fileSystem, path }: Root, made: readonly string[]): Promise<readonly string[]> {
  const keys = (await fileSystem.list(`${path}/secrets/key`)) ?? [];
  return made.filter((below) => !MADE_ANEW.has(below) && (below !== 'ledger/key' || keys.length > 0));
}

const MADE_ANEW: ReadonlySet<string> = new Set(['ledger/signingKey', 'ledger/agentToken', 'ledger/host']);

interface Root {
  readonly fileSystem: FileSystem;
  readonly path: string;
}

function opened(
  root: Root,
  found: { record: MachineRecord; machineId: string; lost: readonly string[] },
): StateDirectory {
  const { record, machineId, lost } = found;
  return { ...record, path: root.path, clone: record.machineId !== machineId, lost };
}

async function create(root: Root): Promise<void> {
  const parent = dirname(root.path);
  if ((await root.fileSystem.facts(parent)) === undefined) {
    throw new Fault({
      code: 'StateParentMissing',
      message: `${root.path}: cannot make the state directory, ${parent} does not exist`,
      remedy: `mkdir -p ${parent}`,
    });
  }
  await root.fileSystem.makeDirectory(root.path);
  await root.fileSystem.syncDirectory(parent);
}

/** @returns false when it was there. */
async function makeDirectory({ fileSystem, path }: Root, below: string): Promise<boolean> {
  const directory = `${path}/${below}`;
  const made = await fileSystem.makeDirectory(directory);
  await fileSystem.syncDirectory(dirname(directory));
  return made;
}

/** A full or read-only disk is found here and not after an answer came. */
async function proveWritable({ fileSystem, path }: Root): Promise<void> {
  const probe = `${path}/unfinished-${randomUUID()}`;
  await fileSystem.create(probe, new Uint8Array(1));
  await fileSystem.unlink(probe);
}

function missing(path: string): never {
  throw new Fault({
    code: 'StateMissing',
    message: `${path}: there is no state directory yet`,
    remedy: 'evergrant up makes it',
  });
}
