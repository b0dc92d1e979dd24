import { readFile } from 'node:fs/promises';

/** The objects in a JSON Lines file; none when there is no such file. A line that was cut is left out. */
export async function readJsonLines(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = parse(line);
    return isRecord(parsed) ? [parsed] : [];
  });
}

/** The object in a JSON file; undefined when there is none. */
export async function readJsonFile(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const parsed = parse(await readFile(path, 'utf8').catch(() => ''));
  return isRecord(parsed) ? parsed : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
