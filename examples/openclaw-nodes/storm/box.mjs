import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask } from '../stand-ins/ask.mjs';

const standIns = fileURLToPath(new URL('../stand-ins/', import.meta.url));
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One of the two machines: a folder, a gateway, and programs that can be stopped together. */
export class Box {
  #programs = [];

  constructor(name, { folder, environment }) {
    this.name = name;
    this.folder = join(folder, name);
    this.state = join(this.folder, 'openclaw');
    this.store = join(this.state, 'agents/main/agent/auth-profiles.json');
    this.tokenFile = join(this.folder, 'agents.json');
    this.socket = join(this.state, 'gateway.sock');
    this.environment = { ...environment, NODE_NAME: name, OPENCLAW_STATE_DIR: this.state };
    this.agents = Array.from({ length: 15 }, (_, place) => `${name}-${place + 1}`);
    mkdirSync(join(this.state, 'agents/main/agent'), { recursive: true });
  }

  /** Starts a program of this box; what it prints goes into a log file. */
  start(program, words = [], environment = {}) {
    const log = openSync(join(this.folder, 'programs.log'), 'a');
    const child = spawn(process.execPath, [program, ...words], {
      env: { ...this.environment, ...environment },
      stdio: ['ignore', log, log],
    });
    running.add(child);
    const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => running.delete(child));
    this.#programs.push({ child, ended });
    return child;
  }

  startGateway() {
    this.start(join(standIns, 'gateway.mjs'), [this.state]);
  }

  /** All fifteen in one process. */
  startAgents() {
    this.start(join(standIns, 'agents.mjs'), [this.socket, ...this.agents]);
  }

  /** Ends all that runs here, the newest first. */
  async stop() {
    for (const { child, ended } of this.#programs.splice(0).reverse()) {
      child.kill('SIGTERM');
      await ended;
    }
  }

  /** What the gateway has seen since its start; undefined: it does not run. */
  async seen() {
    return (await ask(this.socket, '/state')).body ?? undefined;
  }
}
