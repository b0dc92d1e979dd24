import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBroker } from '../../../host/control/client.ts';
import type { SearchedText } from '../secret-search.ts';
import type { HostWorld } from './host-world.ts';

/** What a host told anybody and what it kept, but for its sinks: nowhere in it may a secret be. */
export async function textsOf({ folder, services }: HostWorld): Promise<readonly SearchedText[]> {
  const status = await connectBroker(join(folder, 'run', 'control.sock'))
    .status()
    .catch(() => 'no host daemon runs');
  return [
    { place: 'status', text: JSON.stringify(status) },
    ...[...services.dynamodb.tables].map(([name, table]) => ({
      place: `table ${name}`,
      text: JSON.stringify([...table.items.values()]),
    })),
    ...[...services.logs.groups].map(([name, { events }]) => ({
      place: `log group ${name}`,
      text: JSON.stringify(events),
    })),
    ...['state', 'run'].flatMap((name) => filesBelow(join(folder, name))),
  ];
}

function filesBelow(directory: string): readonly SearchedText[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((place) => ({ place, text: textIn(place) }));
}

/** Empty for a file that is gone by now, as an unfinished one is. */
function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
