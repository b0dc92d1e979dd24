import { Fault, isFault } from '../../core/fault.ts';
import type { FileSystem } from '../files/file-system.ts';
import { isRecord } from '../files/sealed-document.ts';
import { damagedName, damagedRevision, recordName, sortNames } from './register-names.ts';
import { decodeRecord, type RegisterRecord } from './register-record.ts';

/** What a look at a register's directory found. */
export interface RecordsRead {
  /** The newest sound record. */
  readonly record: RegisterRecord | undefined;
  /** Highest revision ever given, also to a damaged record. 0: nothing was ever written. */
  readonly highest: number;
  /** Absolute paths of damaged files, set aside where that was possible. */
  readonly damaged: readonly string[];
  /** Was a damaged record newer than the newest sound one? */
  readonly behind: boolean;
}

/**
 * Reads every record of a register. All of them, since damage to a name can make the newest record look old: then
 * its content and its name disagree.
 *
 * A damaged record is renamed and kept: its number stays used, and nobody trips over it again.
 */
export async function readRecords(place: {
  fileSystem: FileSystem;
  directory: string;
  name: string;
}): Promise<RecordsRead> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const read = await readOnce(place);
    if (read) return read;
  }
  throw new Fault({
    code: 'StateBusy',
    message: `${place.directory}: it changed faster than it could be read`,
    remedy: 'stop what writes there all the time, then try again',
    retryable: true,
  });
}

/** Each one means eight writes by others during one look. */
const ATTEMPTS = 100;

async function readOnce(place: {
  fileSystem: FileSystem;
  directory: string;
  name: string;
}): Promise<RecordsRead | undefined> {
  const { fileSystem, directory } = place;
  const names = sortNames((await fileSystem.list(directory)) ?? []);
  const files = await Promise.all(
    names.revisions.map(async (revision) => ({
      revision,
      bytes: await fileSystem.read(`${directory}/${recordName(revision)}`),
    })),
  );
  // The newest is never pruned: if it is gone, others wrote meanwhile, and the whole look is old.
  if (files.length > 0 && files[0]?.bytes === undefined) return undefined;
  let record: RegisterRecord | undefined;
  const damage: Damage[] = [];
  for (const { revision, bytes } of files) {
    if (bytes === undefined) continue;
    const sound = decodeRecord(place.name, { revision, bytes });
    if (sound) record ??= sound;
    else {
      const name = await setAside(place, recordName(revision));
      damage.push({ name, revision: Math.max(revision, misplaced(place.name, bytes)) });
    }
  }
  for (const name of names.damaged) {
    const bytes = (await fileSystem.read(`${directory}/${name}`)) ?? new Uint8Array();
    // A name that is not even text cannot be opened by it: what lies there may be the newest.
    const unknown = name.includes('\uFFFD') ? Number.POSITIVE_INFINITY : 0;
    damage.push({ name, revision: Math.max(unknown, damagedRevision(name), misplaced(place.name, bytes)) });
  }
  const newest = record?.revision ?? 0;
  return {
    record,
    highest: names.highest,
    damaged: damage.map(({ name }) => `${directory}/${name}`),
    behind: damage.some(({ revision }) => revision > newest),
  };
}

interface Damage {
  readonly name: string;
  /** The newest that it may have been. */
  readonly revision: number;
}

/** @returns the name under which the file lies now; on a disk that cannot be written to that is the old one. */
async function setAside(place: { fileSystem: FileSystem; directory: string }, name: string): Promise<string> {
  const { fileSystem, directory } = place;
  const evidence = damagedName(name);
  try {
    await fileSystem.rename(`${directory}/${name}`, `${directory}/${evidence}`);
    await fileSystem.syncDirectory(directory);
    return evidence;
  } catch (error) {
    if (isFault(error)) return name;
    throw error;
  }
}

/** The revision of a record that is sound but lies under another number's name; 0 for anything else. */
function misplaced(register: string, bytes: Uint8Array): number {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const content = isRecord(parsed) ? parsed.content : undefined;
    const revision = isRecord(content) && typeof content.revision === 'number' ? content.revision : 0;
    return decodeRecord(register, { revision, bytes }) ? revision : 0;
  } catch {
    return 0;
  }
}
