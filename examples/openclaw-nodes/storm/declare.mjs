import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { EXAMPLE } from './world.mjs';

/** The declaration of the example, turned to the server of the drill and to a folder of its own. @returns where it is */
export async function declare({ folder, server }) {
  const declared = parse(await readFile(join(EXAMPLE, 'evergrant.yaml'), 'utf8'));
  const socket = join(folder, 'run/tokens.sock');
  await mkdir(join(folder, 'run'));
  declared.clients.agents = {
    issuer: { discovery: server.issuer, rotation: 'always', reuse: 'revokesFamily' },
    clientId: 'desk',
  };
  declared.grants.agents.scopes = ['sheets'];
  declared.tokenSocket.path = socket;
  declared.tokenSocket.group = String(process.getgid());
  const config = join(folder, 'evergrant.yaml');
  await writeFile(config, stringify(declared));
  return { config, socket };
}
