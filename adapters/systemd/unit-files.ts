import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/** A unit and what lies at its place. */
export interface PlannedUnit {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly there: 'absent' | 'same' | 'changed';
}

/** Compares units with the files in a unit directory. Changes nothing. */
export async function plannedUnits(
  units: readonly { name: string; text: string }[],
  directory: string,
): Promise<readonly PlannedUnit[]> {
  return await Promise.all(
    units.map(async ({ name, text }) => {
      const path = join(directory, name);
      const found = await textOf(path);
      return {
        name,
        path,
        text,
        there: found === undefined ? 'absent' : found === text ? 'same' : 'changed',
      };
    }),
  );
}

/** Writes a unit at once (0644). @returns where the one that was there is kept; undefined when there was none */
export async function writeUnit({ path, text, there }: PlannedUnit): Promise<string | undefined> {
  const unfinished = `${path}.unfinished`;
  const kept = there === 'changed' ? `${path}.kept` : undefined;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    const file = await open(unfinished, 'w', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (kept !== undefined) await rename(path, kept);
    await rename(unfinished, path);
    return kept;
  } catch (error) {
    throw fileFault(error, path);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw fileFault(error, path);
  }
}
