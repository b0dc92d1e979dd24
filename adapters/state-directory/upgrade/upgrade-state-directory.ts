import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Fault } from '../../../core/fault.ts';
import type { FileSystem } from '../../files/file-system.ts';
import { isRecord, seal, unseal } from '../../files/sealed-document.ts';
import { readTree, type Tree, writeTree } from '../../files/tree.ts';
import { LAYOUT } from '../open-state-directory.ts';
import type { Formats } from './steps.ts';

/** A state directory that may be of an older format. */
export interface OldState {
  readonly fileSystem: FileSystem;
  /** Absolute. */
  readonly path: string;
  readonly formats: Formats;
  /** Makes sure that nobody works there while it is upgraded: takes the broker's lock, or throws. */
  lock(): Promise<{ release(): Promise<void> }>;
}

export type UpgradeResult =
  /** There is none, or it is of the current format or a newer one. */
  | { readonly kind: 'nothingToDo' }
  /** `kept`: where the old directory lies now. */
  | { readonly kind: 'upgraded'; readonly from: number; readonly kept: string };

/**
 * Upgrades a state directory to the current format, once and whole: the new one is made complete beside the old one,
 * then the two names are exchanged by two renames. A crash before the first leaves the old directory in force and the
 * work to be done again; a crash between the two is finished by the next start, which finds the new one complete.
 *
 * @throws Fault `UpgradeImpossible` when no step leads from its format; the faults of `lock` and of the disk
 */
export async function upgradeStateDirectory(state: OldState): Promise<UpgradeResult> {
  const finished = await finishInterrupted(state);
  if (finished) return finished;
  const from = await formatOf(state, state.path);
  if (from === undefined || from >= state.formats.current) return { kind: 'nothingToDo' };
  const lock = await state.lock();
  try {
    return await upgrade(state, from);
  } finally {
    // Held by path: what is released is the lock that was copied into the new directory.
    await lock.release();
  }
}

async function upgrade(state: OldState, from: number): Promise<UpgradeResult> {
  const { fileSystem, path, formats } = state;
  const made = `${path}${UPGRADING}${randomUUID()}`;
  const files = await readTree(fileSystem, path, (top) => top !== 'machine.json' && !isSocket(top));
  const locks = new Map([...files].filter(([name]) => isLock(name)));
  let next: Tree = new Map([...files].filter(([name]) => !isLock(name)));
  for (let format = from; format < formats.current; format += 1) {
    const step = formats.steps.get(format);
    if (!step) throw impossible(path, { from, current: formats.current });
    next = step(next);
  }
  await removeUnfinished(state);
  await writeTree(fileSystem, made, { files: new Map([...next, ...locks]), directories: LAYOUT });
  // Last, and only then: a directory without it is what a crash left.
  await fileSystem.create(`${made}/machine.json`, seal('machine', await upgradedRecord(state)));
  await fileSystem.syncDirectory(made);
  const kept = `${path}.format-${from}`;
  if (await fileSystem.facts(kept)) throw keptIsTaken(kept);
  await fileSystem.rename(path, kept);
  await fileSystem.rename(made, path);
  await fileSystem.syncDirectory(dirname(path));
  return { kind: 'upgraded', from, kept };
}

/** The directory is away and its complete successor is there: the crash came between the two renames. */
async function finishInterrupted(state: OldState): Promise<UpgradeResult | undefined> {
  const { fileSystem, path } = state;
  if (await fileSystem.facts(path)) return undefined;
  for (const made of await unfinished(state)) {
    if ((await formatOf(state, made)) !== state.formats.current) continue;
    for (const from of state.formats.steps.keys()) {
      const kept = `${path}.format-${from}`;
      if (!(await fileSystem.facts(kept))) continue;
      await fileSystem.rename(made, path);
      await fileSystem.syncDirectory(dirname(path));
      return { kind: 'upgraded', from, kept };
    }
  }
  return undefined;
}

const UPGRADING = '.upgrading-';

async function unfinished({ fileSystem, path }: OldState): Promise<readonly string[]> {
  const parent = dirname(path);
  const names = (await fileSystem.list(parent)) ?? [];
  return names
    .filter((name) => name.startsWith(basename(path) + UPGRADING))
    .map((name) => `${parent}/${name}`);
}

/** They hold secrets, and are copies of what lies in the directory itself. */
async function removeUnfinished(state: OldState): Promise<void> {
  for (const path of await unfinished(state)) await rm(path, { recursive: true, force: true });
}

async function recordOf(
  { fileSystem }: OldState,
  directory: string,
): Promise<Record<string, unknown> | undefined> {
  const bytes = await fileSystem.read(`${directory}/machine.json`);
  const unsealed = bytes && unseal('machine', bytes);
  return unsealed?.kind === 'sound' && isRecord(unsealed.content) ? unsealed.content : undefined;
}

/** @returns undefined where there is no sound record; opening the directory then says what is wrong. */
async function formatOf(state: OldState, directory: string): Promise<number | undefined> {
  const format = (await recordOf(state, directory))?.formatVersion;
  return typeof format === 'number' ? format : undefined;
}

async function upgradedRecord(state: OldState): Promise<unknown> {
  return { ...(await recordOf(state, state.path)), formatVersion: state.formats.current };
}

/** Locks are of processes of now and keep their form through all formats: whoever holds one must go on holding it. */
function isLock(name: string): boolean {
  return name.startsWith('broker/') || name.startsWith('supervisors/');
}

function isSocket(top: string): boolean {
  return top.endsWith('.sock') || top.startsWith('unfinished-');
}

function impossible(path: string, { from, current }: { from: number; current: number }): Fault {
  return new Fault({
    code: 'UpgradeImpossible',
    message: `${path}: its state has format ${from}, and no upgrade leads from there to format ${current}; nothing was changed`,
    remedy: 'run the version of evergrant between the two first, then this one',
  });
}

function keptIsTaken(kept: string): Fault {
  return new Fault({
    code: 'UpgradeKeptTaken',
    message: `${kept} exists: an earlier upgrade kept its old directory there; nothing was changed`,
    remedy: `move it away: mv ${kept} ${kept}.older`,
  });
}
