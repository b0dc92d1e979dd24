import { isFault } from '../../core/fault.ts';
import type { FileSystem } from '../files/file-system.ts';
import { readMachineRecord } from './machine-record.ts';
import { readRecords } from './read-records.ts';
import { unsealVersion, versionFile } from './secret-version-file.ts';

/**
 * Looks at every file of the state directory, also at those that no flow reads today: old records, superseded and
 * orphaned values.
 * @returns absolute paths of the files whose bytes are not what was written, sorted.
 */
export async function examineStateDirectory(root: {
  fileSystem: FileSystem;
  directory: string;
}): Promise<readonly string[]> {
  const { fileSystem, directory } = root;
  const damaged: string[] = [];
  try {
    await readMachineRecord({ fileSystem, path: directory });
  } catch (error) {
    if (!isFault(error) || error.code !== 'StateDamaged') throw error;
    damaged.push(`${directory}/machine.json`);
  }
  for (const name of ['broker', ...(await grandchildren(root, 'ledger'))]) {
    damaged.push(...(await damagedRecords(root, name)));
  }
  for (const name of await grandchildren(root, 'secrets')) {
    damaged.push(...(await damagedRecords(root, `${name}/labels`)), ...(await damagedVersions(root, name)));
  }
  return damaged.sort();
}

interface Root {
  readonly fileSystem: FileSystem;
  readonly directory: string;
}

/** `<below>/<kind>/<id>` of everything that is stored there. */
async function grandchildren({ fileSystem, directory }: Root, below: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const kind of (await fileSystem.list(`${directory}/${below}`)) ?? []) {
    const ids = (await fileSystem.list(`${directory}/${below}/${kind}`)) ?? [];
    found.push(...ids.map((id) => `${below}/${kind}/${id}`));
  }
  return found;
}

async function damagedRecords({ fileSystem, directory }: Root, name: string): Promise<readonly string[]> {
  return (await readRecords({ fileSystem, directory: `${directory}/${name}`, name })).damaged;
}

async function damagedVersions({ fileSystem, directory }: Root, name: string): Promise<readonly string[]> {
  const versions = `${directory}/${name}/versions`;
  const damaged: string[] = [];
  for (const file of (await fileSystem.list(versions)) ?? []) {
    const bytes = await fileSystem.read(`${versions}/${file}`);
    const version = versionFile.parse(file);
    // Files that were never linked are room for an answer, or what a crash left of one.
    if (!bytes || (version && !version.linked)) continue;
    if (!version || !unsealVersion(name, { versionId: version.versionId, bytes }))
      damaged.push(`${versions}/${file}`);
  }
  return damaged;
}
