import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('agents.mjs', import.meta.url));

/** Makes each agent a unit of its own, in the folder of the stand-in for systemctl. */
export function agentUnits(agents, { units, gateway }) {
  mkdirSync(units);
  const names = agents.map((_, place) => `openclaw-agent@${place + 1}.service`);
  for (const [place, unit] of names.entries())
    writeFileSync(join(units, unit), JSON.stringify([process.execPath, program, gateway, agents[place]]));
  const pids = () => {
    const files = names.map((unit) => join(units, `${unit}.pid`)).filter((file) => existsSync(file));
    return files.map((file) => Number(readFileSync(file, 'utf8')));
  };
  const stop = () => {
    for (const pid of pids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  };
  process.on('exit', stop);
  return { names, pids, stop };
}
