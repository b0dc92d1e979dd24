/**
 * Says how an OpenClaw state directory keeps its credentials, and who may change them. Reads only, and no secret:
 *
 *     node store-generation.mjs [STATE_DIRECTORY]      # ~/.openclaw; ends with 1 for a store that is half migrated
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const state = process.argv[2] ?? process.env.OPENCLAW_STATE_DIR ?? join(homedir(), '.openclaw');
const agents = join(state, 'agents');
const directories = existsSync(agents)
  ? readdirSync(agents).map((agent) => join(agents, agent, 'agent'))
  : [];
const shared = filled(join(state, 'state/openclaw.sqlite'));
const found = directories.map((directory) => ({ directory, ...storeIn(directory) }));

for (const { directory, says } of found) console.log(`${directory}: ${says}`);
if (found.length === 0) console.log(`${state}: no agent has a store here; next: openclaw agents list`);
process.exitCode = found.some(({ half }) => half) ? 1 : 0;

function storeIn(directory) {
  const database = join(directory, 'openclaw-agent.sqlite');
  const profiles = join(directory, 'auth-profiles.json');
  const json = existsSync(profiles);
  if (json && (existsSync(database) || shared)) {
    return {
      half: true,
      says: 'half migrated: a database and auth-profiles.json; next: openclaw doctor --fix',
    };
  }
  if (existsSync(database) || shared) {
    return { says: 'generation 3 or 4: a database, which only openclaw itself may write' };
  }
  if (!json) return { says: 'no credentials' };
  const generation = existsSync(join(directory, 'auth-state.json')) ? 2 : 1;
  const logins = loginsIn(profiles);
  if (logins === undefined)
    return { half: true, says: 'auth-profiles.json is not JSON; next: openclaw doctor' };
  const own =
    logins.length === 0 ? 'none refreshes by itself' : `refreshed by OpenClaw: ${logins.join(', ')}`;
  return { says: `generation ${generation}: auth-profiles.json; ${own}` };
}

/** Names of the profiles that OpenClaw refreshes; undefined: the file cannot be read as JSON. */
function loginsIn(file) {
  try {
    const { profiles = {} } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.keys(profiles).filter((id) => (profiles[id].type ?? profiles[id].mode) === 'oauth');
  } catch {
    return undefined;
  }
}

function filled(file) {
  return existsSync(file) && statSync(file).size > 0;
}
