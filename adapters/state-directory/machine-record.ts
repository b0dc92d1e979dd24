import { randomUUID } from 'node:crypto';
import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import type { FileSystem } from '../files/file-system.ts';
import { isRecord, seal, unseal } from '../files/sealed-document.ts';
import { type MovedTo, readMovedTo } from './moved-to.ts';

/** `machine.json`: what the state directory is and on which machine it belongs. */
export interface MachineRecord {
  readonly formatVersion: 1;
  /** Names the directory for as long as it exists, wherever it is moved. */
  readonly stateId: string;
  readonly machineId: string;
  readonly createdAt: Instant;
  /** Set once its grants began to move to a deployment in AWS: from then on nothing here may refresh them. */
  readonly movedTo?: MovedTo;
}

interface Root {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly path: string;
}

/** @returns undefined when there is none yet. Throws Fault `StateDamaged`, `StateFromNewerVersion`, `StateFromOlderVersion`. */
export async function readMachineRecord({ fileSystem, path }: Root): Promise<MachineRecord | undefined> {
  const file = machineFile(path);
  const bytes = await fileSystem.read(file);
  if (!bytes) return undefined;
  const unsealed = unseal(PLACE, bytes);
  if (unsealed.kind === 'damaged' || !isRecord(unsealed.content)) throw damaged(file);
  const { formatVersion, stateId, machineId, createdAt, movedTo } = unsealed.content;
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) throw newer(file, formatVersion);
  if (typeof formatVersion === 'number' && formatVersion < FORMAT_VERSION) throw older(file, formatVersion);
  if (typeof stateId !== 'string' || typeof machineId !== 'string' || typeof createdAt !== 'number')
    throw damaged(file);
  const known = { formatVersion: FORMAT_VERSION, stateId, machineId, createdAt } as const;
  if (movedTo === undefined) return known;
  const moved = readMovedTo(movedTo);
  if (!moved) throw damaged(file);
  return { ...known, machineId: moved.machineId, movedTo: moved };
}

/** Writes the first record. Of several processes that try, one succeeds; all go on with the record that is there. */
export async function createMachineRecord(
  root: Root,
  record: Omit<MachineRecord, 'formatVersion'>,
): Promise<void> {
  const unfinished = await writeUnfinished(root, record);
  await root.fileSystem.link(unfinished, machineFile(root.path));
  await root.fileSystem.unlink(unfinished);
  await root.fileSystem.syncDirectory(root.path);
}

/** Makes the directory belong to another machine. The broker's lock must be held. */
export async function replaceMachineRecord(
  root: Root,
  record: Omit<MachineRecord, 'formatVersion'>,
): Promise<void> {
  const unfinished = await writeUnfinished(root, record);
  await root.fileSystem.rename(unfinished, machineFile(root.path));
  await root.fileSystem.syncDirectory(root.path);
}

const PLACE = 'machine';
/** No machine's id: those are hexadecimal. */
const NO_MACHINE = 'moved to AWS';
/** Format of the state that this version writes; a change of it needs a step in upgrade/steps.ts. */
export const FORMAT_VERSION = 1;

function machineFile(path: string): string {
  return `${path}/machine.json`;
}

async function writeUnfinished(root: Root, record: Omit<MachineRecord, 'formatVersion'>): Promise<string> {
  const unfinished = `${root.path}/unfinished-${randomUUID()}`;
  const { stateId, createdAt, movedTo } = record;
  // A version that does not know `movedTo` finds a machine that it is not on, and refuses as it does for any copy.
  const machineId = movedTo ? NO_MACHINE : record.machineId;
  const content = {
    formatVersion: FORMAT_VERSION,
    stateId,
    machineId,
    createdAt,
    ...(movedTo && { movedTo }),
  };
  await root.fileSystem.create(unfinished, seal(PLACE, content));
  return unfinished;
}

function damaged(file: string): Fault {
  return new Fault({
    code: 'StateDamaged',
    message: `${file}: it is damaged, so nobody can tell on which machine this state belongs`,
    remedy: `if this state was made on this machine and not copied here, remove ${file} and start again`,
  });
}

function newer(file: string, formatVersion: number): Fault {
  return new Fault({
    code: 'StateFromNewerVersion',
    message: `${file}: the state has format ${formatVersion}, this version of evergrant knows format ${FORMAT_VERSION}`,
    remedy: 'run the newer evergrant that wrote it',
  });
}

function older(file: string, formatVersion: number): Fault {
  return new Fault({
    code: 'StateFromOlderVersion',
    message: `${file}: the state has format ${formatVersion}, this version of evergrant works on format ${FORMAT_VERSION}`,
    remedy: 'evergrant up upgrades it, and keeps the old directory beside the new one',
  });
}
